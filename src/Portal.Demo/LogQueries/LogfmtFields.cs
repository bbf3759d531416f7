using System.Text;
using Portal.Core.LogQL;

namespace Portal.Demo.LogQueries;

/// <summary>The stage <c>logfmt</c>: every pair, or those that are named.</summary>
internal static class LogfmtFields
{
    public static LineStage Compile(LogfmtStage stage)
    {
        var wanted = stage.Extractions.ToLookup(e => e.Expression, e => e.Label);
        return line =>
        {
            var whole = Read(line.Text, (key, value) =>
            {
                if (value.Length == 0 && !stage.KeepEmpty)
                {
                    return;
                }
                if (wanted.Count == 0)
                {
                    line.AddParsed(JsonFields.Name(key), value);
                }
                foreach (var label in wanted[key])
                {
                    line.AddParsed(label, value);
                }
            });
            if (!whole && stage.Strict)
            {
                line.Fail("LogfmtParserErr", "logfmt syntax error");
            }
            return true;
        };
    }

    /// <summary>Tells the pairs of a line; false where something is no pair.</summary>
    public static bool Read(string line, Action<string, string> found)
    {
        var (at, whole) = (0, true);
        while (true)
        {
            while (at < line.Length && line[at] <= ' ')
            {
                at++;
            }
            if (at == line.Length)
            {
                return whole;
            }
            var start = at;
            while (at < line.Length && line[at] > ' ' && line[at] is not ('=' or '"'))
            {
                at++;
            }
            var key = line[start..at];
            if (at == line.Length || line[at] <= ' ')
            {
                whole = false;
                found(key, "");
                continue;
            }
            if (line[at] == '"' || key.Length == 0)
            {
                whole = false;
                at++;
                continue;
            }
            at++;
            found(key, at < line.Length && line[at] == '"' ? Quoted(line, ref at, ref whole) : Bare(line, ref at));
        }
    }

    private static string Bare(string line, ref int at)
    {
        var start = at;
        while (at < line.Length && line[at] > ' ')
        {
            at++;
        }
        return line[start..at];
    }

    private static string Quoted(string line, ref int at, ref bool whole)
    {
        var value = new StringBuilder();
        for (at++; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
            {
                at++;
                value.Append(line[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var c => c });
            }
            else
            {
                value.Append(line[at]);
            }
        }
        whole &= at < line.Length;
        at = Math.Min(at + 1, line.Length);
        return value.ToString();
    }
}
