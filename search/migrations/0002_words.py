from django.db import migrations

# Both parse words alike: at the single spaces that search/normalising.py leaves, nowhere else.
_SQLITE = [
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        title_words, body_words,
        content='search_indexedtext', content_rowid='id', tokenize='ascii'
    )
    """,
    "INSERT INTO search_words(search_words, rank) VALUES('rank', 'bm25(10.0, 1.0)')",
    """
    CREATE TRIGGER search_words_on_insert AFTER INSERT ON search_indexedtext
    BEGIN
        INSERT INTO search_words(rowid, title_words, body_words)
        VALUES (NEW.id, NEW.title_words, NEW.body_words);
    END
    """,
    """
    CREATE TRIGGER search_words_on_delete AFTER DELETE ON search_indexedtext
    BEGIN
        INSERT INTO search_words(search_words, rowid, title_words, body_words)
        VALUES ('delete', OLD.id, OLD.title_words, OLD.body_words);
    END
    """,
    """
    CREATE TRIGGER search_words_on_update AFTER UPDATE ON search_indexedtext
    BEGIN
        INSERT INTO search_words(search_words, rowid, title_words, body_words)
        VALUES ('delete', OLD.id, OLD.title_words, OLD.body_words);
        INSERT INTO search_words(rowid, title_words, body_words)
        VALUES (NEW.id, NEW.title_words, NEW.body_words);
    END
    """,
]
# A word's place is told, so that phrases are found; none of the title is next to one of the text.
_POSTGRESQL = [
    """
    CREATE FUNCTION search_vector(title text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        WITH words AS (
            SELECT word, place, 'A' AS weight
            FROM unnest(string_to_array(title, ' ')) WITH ORDINALITY AS in_title(word, place)
            UNION ALL
            SELECT word, place + 1 + cardinality(string_to_array(title, ' ')), 'D'
            FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS in_body(word, place)
        )
        SELECT coalesce(
            string_agg('''' || word || ''':' || least(place, 16383) || weight, ' '), ''
        )::tsvector
        FROM words WHERE word <> ''
    $$
    """,
    """
    ALTER TABLE search_indexedtext ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (search_vector(title_words, body_words)) STORED
    """,
    "CREATE INDEX search_indexedtext_vector ON search_indexedtext USING gin (vector)",
]
_MADE = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_UNMADE = {
    "sqlite": [
        "DROP TRIGGER search_words_on_insert",
        "DROP TRIGGER search_words_on_delete",
        "DROP TRIGGER search_words_on_update",
        "DROP TABLE search_words",
    ],
    "postgresql": [
        "ALTER TABLE search_indexedtext DROP COLUMN vector",
        "DROP FUNCTION search_vector(text, text)",
    ],
}


def _make(apps, schema_editor):
    for sql in _MADE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


def _unmake(apps, schema_editor):
    for sql in _UNMADE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(_make, _unmake)]
