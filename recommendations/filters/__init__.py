from recommendations.filters.asked import RecommendationFilter
from recommendations.filters.comments import CommentFilter
from recommendations.filters.themes import ThemeForm

__all__ = ["CommentFilter", "RecommendationFilter", "ThemeForm"]
