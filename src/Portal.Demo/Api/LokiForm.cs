using System.Globalization;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;
using Portal.Demo.LogQueries;

namespace Portal.Demo.Api;

/// <summary>The parameters of a request, read as Loki reads them: times in nanoseconds, in seconds with a fraction, or as RFC 3339.</summary>
internal sealed class LokiForm(RequestForm form, long nowNs)
{
    public const int MostLines = 5_000;
    private const long SecondNs = 1_000_000_000;
    private const int DefaultLines = 100;

    public string? Get(string name) => form.Get(name);

    public IEnumerable<string> All(string name) => form.All(name).OfType<string>().Where(v => v.Length > 0);

    public LogQLExpr Query() => LogQueryRunner.Parse(form.Get("query") ?? throw Bad("parse error : syntax error: unexpected $end"));

    public long Time => Get("time") is { } text ? ParseTime("time", text) : nowNs;

    public long End => Get("end") is { } text ? ParseTime("end", text) : nowNs;

    public long Start => Get("start") is { } text ? ParseTime("start", text) : End - (Get("since") is { } since ? Duration("since", since) : 3_600 * SecondNs);

    public bool Forward => Get("direction")?.ToLowerInvariant() switch
    {
        null or "backward" => false,
        "forward" => true,
        var other => throw Bad($"invalid direction '{other}'"),
    };

    public int Lines
    {
        get
        {
            var limit = Get("limit") is not { } text ? DefaultLines
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
                : throw Bad("limit must be a positive value");
            return limit <= MostLines ? limit : throw Bad($"max entries limit per query exceeded, limit > max_entries_limit_per_query ({limit} > {MostLines})");
        }
    }

    /// <summary>The steps of a range query, in milliseconds as all of the evaluation has them.</summary>
    public Grid Steps()
    {
        var (start, end) = (Start, End);
        if (end < start)
        {
            throw Bad("end timestamp must not be before or equal to start time");
        }
        var step = Get("step") is { } text ? Duration("step", text) : Math.Max(1, (end - start) / SecondNs / 250) * SecondNs;
        if (step < 1_000_000)
        {
            throw Bad("zero or negative query resolution step widths are not accepted. Try a positive integer");
        }
        return (end - start) / step <= QueryRunner.MaxPoints
            ? new(start / 1_000_000, end / 1_000_000, step / 1_000_000)
            : throw Bad("exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter");
    }

    public static EvaluationException Bad(string message) => new(EvaluationErrorKind.BadData, message);

    private static long ParseTime(string name, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            // Ten digits are seconds, more are nanoseconds.
            return text.Length <= 10 ? whole * SecondNs : whole;
        }
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 9_000_000_000)
        {
            return (long)(seconds * SecondNs);
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
            : throw Bad($"cannot parse {name} \"{text}\" as a time");
    }

    private static long Duration(string name, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e9)
        {
            return (long)(seconds * SecondNs);
        }
        return Quantity.TryDuration(text, out var nanoseconds) ? nanoseconds : throw Bad($"cannot parse {name} \"{text}\" to a valid duration");
    }
}
