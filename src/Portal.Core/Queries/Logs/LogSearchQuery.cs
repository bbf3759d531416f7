using Portal.Core.Diagnostics;
using Portal.Core.LogQL;
using Portal.Core.Masking;
using Portal.Core.PromQL;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Logs;

/// <summary>Makes a LogQL tree of a search. Texts become values of the tree: none of them is ever read as a query.</summary>
internal static class LogSearchQuery
{
    private const int LongestText = 2_000;
    private const int MostConditions = 30;

    private static readonly string[] LevelNames = ["detected_level", "level"];

    // What the level's colour in the browser goes by; js/logs/lines.js has the same list.
    private static readonly Dictionary<string, string> LevelWords = new(StringComparer.Ordinal)
    {
        ["error"] = "err.*|fatal.*|crit.*|emerg.*|alert.*|panic.*|severe.*|e|f",
        ["warn"] = "warn.*|w",
        ["info"] = "info.*|notice.*|i",
        ["debug"] = "debug.*|d|fine",
        ["trace"] = "trace.*|verbose.*|t|finer|finest",
    };

    // What only one of the two can read is no error.
    private static readonly Stage[] Parsers = [new JsonStage([]), new LogfmtStage(false, false, []), new DropStage([new LabelChoice("__error__", null), new LabelChoice("__error_details__", null)])];

    /// <summary>
    /// The lines that the search looks for, or what is wrong with it. Where its reader's role sees masked text, the store is asked only for what is shown as it is wherever it is found; the rest is
    /// looked for in the masked lines.
    /// </summary>
    public static (LogPipeline? Lines, LineSieve? Sieve, QueryError? Error) Of(LogSearch search, TenantEnvironment environment, Datasource logs, Masker? masker)
    {
        if (Fault(search) is { } fault)
        {
            return (null, null, fault);
        }
        var (asked, sieve, error) = masker is null ? (search, null, null) : Split(search, logs, masker);
        if (error is not null)
        {
            return (null, null, error);
        }
        List<LabelMatcher> matchers = [Service(asked, logs), .. asked.Conditions.Where(condition => condition.Part == LinePart.Label).Select(Matcher)];
        List<Stage> stages =
        [
            .. Trace(asked, environment, logs),
            .. Filter(asked.Text, asked.Match, without: false),
            .. Filter(asked.Without, asked.Match, without: true),
            .. asked.Levels.Count == 0 ? [] : new Stage[] { new LabelFilterStage(asked.Levels.Select(Level).Aggregate((left, right) => new OrFilter(left, right))) },
            .. Conditions(asked, LinePart.Meta),
        ];
        var fields = Conditions(asked, LinePart.Field);
        // Fields are read for the sieve as well.
        var reads = search.Conditions.Any(condition => condition.Part == LinePart.Field);
        return (new LogPipeline(new StreamSelector([.. matchers]), reads ? [.. stages, .. Parsers, .. fields] : [.. stages]), sieve, null);
    }

    // A label or metadata is its whole value, so a line that is found by one is shown with it; what is in a line's text may be hidden by what stands around it.
    private static (LogSearch Asked, LineSieve? Sieve, QueryError? Error) Split(LogSearch search, Datasource logs, Masker masker)
    {
        bool Shown(string name, string value) => !masker.Masks(name) && !masker.Hides(name, value) && !value.Contains(MaskText.Blank, StringComparison.Ordinal);
        var hidden = search.Conditions.Where(condition => condition.Part == LinePart.Field || !Shown(condition.Name, condition.Value)).ToList();
        var (service, trace) = (search.Service, search.Trace is { } id && logs.TraceIdIn != TraceIdPlace.Metadata ? id.Value.TrimStart('0') : null);
        if (!string.IsNullOrEmpty(service) && !Shown(logs.ServiceLabel, service))
        {
            hidden.Add(new LineCondition(LinePart.Label, logs.ServiceLabel, service, Negated: false));
            service = null;
        }
        var (sieve, error) = LineSieve.Of(search, hidden, trace);
        return (search with { Service = service, Text = "", Without = "", Conditions = [.. search.Conditions.Except(hidden)], Trace = trace is null ? search.Trace : null }, sieve, error);
    }

    /// <summary>The lines with what is in them read, where it is a field's name that is asked for.</summary>
    public static LogPipeline Read(LogPipeline lines, LinePart part) => part == LinePart.Field ? lines with { Stages = [.. lines.Stages, .. Parsers] } : lines;

    /// <summary>What is wrong with a search, or null.</summary>
    public static QueryError? Fault(LogSearch search)
    {
        if (search.Text.Length > LongestText || search.Without.Length > LongestText || search.Service?.Length > LongestText || search.Conditions.Any(condition => condition.Value.Length > LongestText))
        {
            return Wrong($"A text of the search is longer than {LongestText} characters.", "Look for a part of it.");
        }
        if (search.Conditions.Count > MostConditions)
        {
            return Wrong($"There are more than {MostConditions} conditions.", "Remove some.");
        }
        if (search.Conditions.FirstOrDefault(condition => !ValueSyntax.IsLogQLName(condition.Name, part: false)) is { } nameless)
        {
            return Wrong($"'{Excerpt.Of(nameless.Name, 100)}' cannot be asked for by name.", "Look for the value as text instead.");
        }
        if (search.Levels.FirstOrDefault(level => !LogSearch.AllLevels.Contains(level)) is not null)
        {
            return Wrong("There is no such level.", $"Use any of: {string.Join(", ", LogSearch.AllLevels)}.");
        }
        return search.Match == TextMatch.Regex && new[] { search.Text, search.Without }.Select(text => Re2Syntax.Check(text).Problem).FirstOrDefault(problem => problem is not null) is { } problem
            ? Wrong($"The regular expression cannot be read: {problem}", "Mend it, or look for it as text.")
            : null;
    }

    // Loki reads no query without a matcher that refuses something.
    private static LabelMatcher Service(LogSearch search, Datasource logs) => string.IsNullOrEmpty(search.Service)
        ? new LabelMatcher(logs.ServiceLabel, MatchOperator.Regex, ".+")
        : new LabelMatcher(logs.ServiceLabel, MatchOperator.Equal, search.Service);

    private static IEnumerable<Stage> Trace(LogSearch search, TenantEnvironment environment, Datasource logs)
    {
        if (search.Trace is not { } trace)
        {
            yield break;
        }
        // Ids are written with leading zeros or without.
        var id = trace.Value.TrimStart('0');
        if (logs.TraceIdIn != TraceIdPlace.Metadata)
        {
            yield return new LineFilter(LineMatch.Contains, [new LineFilterText(id)]);
            yield break;
        }
        var fields = environment.Datasource(nameof(DatasourceKind.Jaeger))?.TraceIdFields ?? Datasource.UsualTraceIdFields;
        var names = fields.Where(field => ValueSyntax.IsLogQLName(field, part: false)).DefaultIfEmpty(Datasource.UsualTraceIdFields[0]);
        yield return new LabelFilterStage(names.Select(LabelFilter (name) => new TextFilter(new LabelMatcher(name, MatchOperator.Regex, "0*" + id))).Aggregate((left, right) => new OrFilter(left, right)));
    }

    private static IEnumerable<Stage> Filter(string text, TextMatch match, bool without) => text.Length == 0 ? [] : match switch
    {
        TextMatch.Exact => [new LineFilter(without ? LineMatch.NotContains : LineMatch.Contains, [new LineFilterText(text)])],
        TextMatch.Regex => [new LineFilter(without ? LineMatch.NotRegex : LineMatch.Regex, [new LineFilterText(text)])],
        _ => [new LineFilter(without ? LineMatch.NotRegex : LineMatch.Regex, [new LineFilterText("(?i)" + VariableFormat.Escape(text))])],
    };

    private static LabelFilter Level(string level) => LevelWords.TryGetValue(level, out var words)
        ? LevelNames.Select(LabelFilter (name) => new TextFilter(new LabelMatcher(name, MatchOperator.Regex, $"(?i)({words})"))).Aggregate((left, right) => new OrFilter(left, right))
        : LevelNames.Select(LabelFilter (name) => new TextFilter(new LabelMatcher(name, MatchOperator.Regex, "(unknown)?"))).Aggregate((left, right) => new AndFilter(left, right));

    private static List<Stage> Conditions(LogSearch search, LinePart part) =>
        [.. search.Conditions.Where(condition => condition.Part == part).Select(condition => new LabelFilterStage(new TextFilter(Matcher(condition))))];

    private static LabelMatcher Matcher(LineCondition condition) => new(condition.Name, condition.Negated ? MatchOperator.NotEqual : MatchOperator.Equal, condition.Value);

    private static QueryError Wrong(string message, string remedy) => new(QueryErrorKind.BadData, message, remedy);
}
