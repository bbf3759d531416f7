using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Templates;

/// <summary>Reads all files below <c>templates/</c>: those with front matter are dashboards, the others are parts to be included.</summary>
internal static class TemplateSetReader
{
    private const string DashboardEnding = ".yaml.sbn";
    private const int MaxCharacters = 512 * 1024;

    /// <summary>Reads the set. Files that cannot be used are reported and stay in it, so that whoever names them gets no second complaint.</summary>
    /// <param name="files">The files by path.</param>
    /// <param name="diagnostics">Takes what is wrong with them.</param>
    /// <param name="read">Reads one file, as <see cref="ReadFile"/> does; it may remember what it has read before.</param>
    public static TemplateSet Read(IReadOnlyDictionary<string, string> files, ICollection<Diagnostic> diagnostics, Func<string, string, ParsedTemplate>? read = null)
    {
        var dashboards = new SortedDictionary<string, DashboardTemplate>(StringComparer.Ordinal);
        var partials = new Dictionary<string, Scriban.Template>(StringComparer.Ordinal);
        var broken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, text) in files.Where(f => f.Key.StartsWith(TemplateSet.Folder, StringComparison.Ordinal) && f.Key.EndsWith(".sbn", StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var parsed = (read ?? ReadFile)(file, text);
            foreach (var diagnostic in parsed.Diagnostics)
            {
                diagnostics.Add(diagnostic);
            }
            if (parsed.Dashboard is { } dashboard)
            {
                dashboards.Add(dashboard.Name, dashboard);
            }
            else if (parsed.Partial is { } partial)
            {
                partials.Add(parsed.Name, partial);
            }
            else
            {
                broken.Add(parsed.Name);
            }
        }
        return new TemplateSet { Dashboards = dashboards, Partials = partials, Broken = broken };
    }

    /// <summary>Reads one file below <c>templates/</c>. What it yields depends on nothing else.</summary>
    public static ParsedTemplate ReadFile(string file, string text)
    {
        var path = file[TemplateSet.Folder.Length..];
        var diagnostics = new List<Diagnostic>();
        if (text.Length > MaxCharacters)
        {
            diagnostics.Add(new Diagnostic(DiagnosticCodes.TemplateTooLarge, Severity.Error, $"The template is longer than {MaxCharacters:N0} characters.", new SourceLocation(file)) { Remedy = "Split it into parts and include them." });
            return new ParsedTemplate(Name(path), null, null, diagnostics);
        }
        if (path.EndsWith(DashboardEnding, StringComparison.Ordinal) && StartsFrontMatter(text))
        {
            return new ParsedTemplate(Name(path), ReadDashboard(file, Name(path), text, diagnostics), null, diagnostics);
        }
        return new ParsedTemplate(path, null, TemplateParser.Parse(file, text, 0, 0, diagnostics), diagnostics);
    }

    private static string Name(string path) => path.EndsWith(DashboardEnding, StringComparison.Ordinal) ? path[..^DashboardEnding.Length] : path;

    private static bool StartsFrontMatter(string text) => LineAt(text, 0).Equals("---", StringComparison.Ordinal);

    private static DashboardTemplate? ReadDashboard(string file, string name, string text, ICollection<Diagnostic> diagnostics)
    {
        var context = new YamlContext(file, diagnostics, lineOffset: 1);
        var (start, end, body, line) = FindEnd(text);
        if (end < 0)
        {
            context.Error(DiagnosticCodes.FrontMatter, new YamlMark(0, 1), "The front matter does not end.", "Write a line '---' between it and the dashboard.");
            return null;
        }
        if (name.Contains('~'))
        {
            context.Error(DiagnosticCodes.FrontMatter, new YamlMark(0, 1), "A template's path cannot hold '~', which stands for '/' in addresses.", "Rename the file.");
            return null;
        }
        var frontMatter = FrontMatterReader.Read(text[start..end], context);
        var parsed = TemplateParser.Parse(file, text, body, line, diagnostics);
        return frontMatter is null ? null : new DashboardTemplate { Name = name, File = file, Source = text, FrontMatter = frontMatter, BodyLine = line + 1, Body = parsed };
    }

    /// <summary>Where the YAML starts and ends and where the body starts, as offsets and as a line from 0; an end of -1 where there is no second <c>---</c>.</summary>
    private static (int Start, int End, int Body, int Line) FindEnd(string text)
    {
        var start = text.IndexOf('\n') + 1;
        var line = 1;
        for (var at = start; at > 0 && at < text.Length; line++)
        {
            var next = text.IndexOf('\n', at);
            if (LineAt(text, at).Equals("---", StringComparison.Ordinal))
            {
                return (start, at, next < 0 ? text.Length : next + 1, line + 1);
            }
            at = next + 1;
        }
        return (0, -1, 0, 0);
    }

    private static ReadOnlySpan<char> LineAt(string text, int start)
    {
        var end = text.IndexOf('\n', start);
        return text.AsSpan(start, (end < 0 ? text.Length : end) - start).TrimEnd();
    }
}

/// <summary>A file below <c>templates/</c>, read: a dashboard, a part, or neither where it cannot be used.</summary>
/// <param name="Name">What others call it: a dashboard's name, a part's path.</param>
/// <param name="Dashboard">The dashboard.</param>
/// <param name="Partial">The part.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
internal sealed record ParsedTemplate(string Name, DashboardTemplate? Dashboard, Scriban.Template? Partial, IReadOnlyList<Diagnostic> Diagnostics);
