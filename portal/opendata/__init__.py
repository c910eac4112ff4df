"""The whole public record as files that programs read, one archive a day."""
