using System.Globalization;
using System.Text;

namespace Portal.Audit;

/// <summary>The audit log as a file.</summary>
internal static class AuditText
{
    /// <summary>The first line of <see cref="Csv"/>.</summary>
    public const string Header = "time,action,outcome,person,name,tenant,address,what,detail\r\n";

    /// <summary>An event as a line of RFC 4180. What a spreadsheet would take for a formula is quoted by an apostrophe.</summary>
    public static string Csv(AuditEvent e) => new StringBuilder()
        .AppendJoin(',', new[] { e.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), e.Action, e.Outcome.ToString().ToLowerInvariant(), e.Person, e.Name, e.Tenant?.Value ?? "", e.Address, e.What, e.Detail }.Select(Field))
        .Append("\r\n").ToString();

    private static string Field(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '\t' or '\r' or '\n', ..] ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }
}
