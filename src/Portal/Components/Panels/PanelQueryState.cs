using System.Text;

namespace Portal.Components.Panels;

/// <summary>What a viewer has chosen for the page: every panel asks for its data with it.</summary>
/// <param name="From">Start in Grafana's words, ISO 8601 or milliseconds.</param>
/// <param name="To">End, in the same words.</param>
/// <param name="TimeZone"><c>browser</c>, <c>utc</c> or an IANA zone.</param>
/// <param name="Variables">Chosen values by variable.</param>
/// <param name="RefreshToken">Panels load again whenever it changes.</param>
/// <param name="Fresh">Whether remembered answers will not do, as where someone asks to refresh.</param>
public sealed record PanelQueryState(string From, string To, string TimeZone, IReadOnlyDictionary<string, IReadOnlyList<string>> Variables, int RefreshToken = 0, bool Fresh = false)
{
    /// <summary>Equal for states that ask for the same data; dictionaries have no such equality of their own.</summary>
    internal string Key
    {
        get
        {
            var key = new StringBuilder().Append(RefreshToken).Append('\n').Append(From).Append('\n').Append(To).Append('\n').Append(TimeZone);
            foreach (var (name, values) in Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                key.Append('\n').Append(name);
                foreach (var value in values)
                {
                    key.Append('\t').Append(value.Length).Append(':').Append(value);
                }
            }

            return key.ToString();
        }
    }
}

/// <summary>A range that was dragged in a panel.</summary>
/// <param name="FromMs">Start, milliseconds since 1970.</param>
/// <param name="ToMs">End.</param>
public readonly record struct TimeZoom(long FromMs, long ToMs);
