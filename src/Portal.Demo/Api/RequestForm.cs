using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;

namespace Portal.Demo.Api;

/// <summary>The parameters of a request, from the URL or a posted form, read as Prometheus reads them.</summary>
internal sealed class RequestForm(IQueryCollection query, IFormCollection? form)
{
    public static async Task<RequestForm> ReadAsync(HttpRequest request, CancellationToken cancellation) =>
        new(request.Query, request.HasFormContentType ? await request.ReadFormAsync(cancellation) : null);

    public StringValues All(string name) => StringValues.Concat(form?[name] ?? default, query[name]);

    public string? Get(string name) => All(name) is { Count: > 0 } values && values[0] is { Length: > 0 } value ? value : null;

    public string Required(string name) => Get(name) ?? throw Bad(name, "missing");

    public long Time(string name, long fallbackMs) => Get(name) is { } text ? ParseTime(name, text) : fallbackMs;

    public long RequiredTime(string name) => ParseTime(name, Required(name));

    public long RequiredDuration(string name) => ParseDuration(name, Required(name));

    public int Limit()
    {
        if (Get("limit") is not { } text)
        {
            return 0;
        }
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : throw Bad("limit", $"cannot parse \"{text}\" to a non-negative integer");
    }

    public static long ParseDuration(string name, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return Milliseconds(name, text, seconds);
        }
        // A duration is a number to the language, so its parser knows all forms.
        var expression = text.Length < 64 ? PromQLParser.Parse(text).Expression : null;
        return expression is NumberLiteral { IsDuration: true } duration ? Milliseconds(name, text, duration.Value) : throw Bad(name, $"cannot parse \"{text}\" to a valid duration");
    }

    private static long ParseTime(string name, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return Milliseconds(name, text, seconds);
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw Bad(name, $"cannot parse \"{text}\" to a valid timestamp");
    }

    private static long Milliseconds(string name, string text, double seconds) =>
        Math.Abs(seconds) < 1e12 ? (long)Math.Round(seconds * 1000) : throw Bad(name, $"cannot parse \"{text}\": out of range");

    public static EvaluationException Bad(string name, string why) => new(EvaluationErrorKind.BadData, $"invalid parameter \"{name}\": {why}");
}
