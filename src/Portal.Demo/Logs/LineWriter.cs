using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Demo.Workloads;

namespace Portal.Demo.Logs;

/// <summary>Writes a line as the service's runtime does: JSON in .NET, logfmt on the JVM.</summary>
internal static class LineWriter
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" =\"\n\t\\");

    /// <summary>The line of an entry. Values are text, <c>long</c>, or <c>TimeSpan</c>: milliseconds in JSON, a duration with its unit in logfmt.</summary>
    /// <param name="entry">Whose line.</param>
    /// <param name="logger">What wrote it.</param>
    /// <param name="message">What it says.</param>
    /// <param name="fields">What else it says.</param>
    public static string Write(LogEntry entry, string logger, string message, params ReadOnlySpan<(string Key, object Value)> fields)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(entry.TimeNs / 100).ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var line = new StringBuilder(256);
        if (entry.Source.Service.Spec.Runtime == Runtime.Jvm)
        {
            line.Append("ts=").Append(time).Append(" level=").Append(entry.Level).Append(" logger=").Append(logger).Append(" msg=");
            AppendLogfmt(line, message);
            foreach (var (key, value) in fields)
            {
                line.Append(' ').Append(key).Append('=');
                AppendLogfmt(line, value is TimeSpan duration ? Short(duration) : Plain(value));
            }
            return line.ToString();
        }
        line.Append("{\"timestamp\":\"").Append(time).Append("\",\"level\":\"").Append(entry.Level).Append("\",\"category\":\"").Append(logger).Append("\",\"message\":");
        AppendJson(line, message);
        foreach (var (key, value) in fields)
        {
            line.Append(",\"").Append(key).Append(value is TimeSpan ? "_ms" : "").Append("\":");
            switch (value)
            {
                case string text: AppendJson(line, text); break;
                case TimeSpan duration: line.Append(duration.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture)); break;
                default: line.Append(Plain(value)); break;
            }
        }
        return line.Append('}').ToString();
    }

    /// <summary>A duration in seconds from one on, else in milliseconds.</summary>
    public static string Short(TimeSpan duration) => duration.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.######}s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###}ms");

    private static string Plain(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static void AppendJson(StringBuilder line, string text) => line.Append('"').Append(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value).Append('"');

    private static void AppendLogfmt(StringBuilder line, string text)
    {
        if (text.Length > 0 && !text.AsSpan().ContainsAny(NeedQuotes))
        {
            line.Append(text);
            return;
        }
        line.Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)).Append('"');
    }
}
