def test_the_home_page_answers_and_is_accessible(open_page, size, no_violations):
    page = open_page(size)
    assert page.goto("/").status == 200
    assert page.locator("html").get_attribute("lang") == "en"
    no_violations(page)


def test_the_home_page_is_whole_without_javascript(plain_page, no_violations):
    plain_page.goto("/")
    assert plain_page.locator("main h1").is_visible()
    no_violations(plain_page)


def test_a_demo_account_logs_in(page, log_in):
    log_in(page, "representative@demo.example")
    assert page.locator("header").get_by_text("Log in").count() == 0


def test_the_home_page_is_light(first_view_bytes):
    assert 0 < first_view_bytes("/") <= 40_000
