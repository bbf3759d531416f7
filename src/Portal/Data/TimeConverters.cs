using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Data;

/// <summary>Points in time are kept in UTC: PostgreSQL takes no other, and SQLite sorts them as text.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value);

/// <summary>SQLite has no type for points in time: milliseconds since 1970 sort and compare.</summary>
internal sealed class MillisecondsConverter() : ValueConverter<DateTimeOffset, long>(value => value.ToUnixTimeMilliseconds(), value => DateTimeOffset.FromUnixTimeMilliseconds(value));
