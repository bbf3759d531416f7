using System.Text.RegularExpressions;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;

namespace Portal.Demo.LogQueries;

/// <summary>A stage that is ready to run: changes the line, or says false to leave it out.</summary>
internal delegate bool LineStage(LineState line);

/// <summary>Makes stages ready to run. What is left out of LogQL is refused by name.</summary>
internal static partial class Stages
{
    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colour { get; }

    public static LineStage[] Compile(IEnumerable<Stage> stages) => [.. stages.Select(Compile)];

    private static LineStage Compile(Stage stage) => stage switch
    {
        LineFilter filter => LineFilters.Compile(filter),
        JsonStage json => JsonFields.Compile(json),
        LogfmtStage logfmt => LogfmtFields.Compile(logfmt),
        RegexpStage regexp => Regexp(regexp),
        PatternStage pattern => Pattern(pattern),
        LabelFilterStage filter => LabelFilters.Compile(filter.Filter),
        LineFormatStage format => LineFormat(format),
        LabelFormatStage format => LabelFormats(format),
        DropStage drop => Drop(drop),
        KeepStage keep => Keep(keep),
        DecolorizeStage => line =>
        {
            line.Text = Colour.Replace(line.Text, "");
            return true;
        },
        UnpackStage => throw EvaluationException.Unsupported("the stage unpack"),
        _ => throw EvaluationException.Unsupported($"the stage {stage.GetType().Name}"),
    };

    private static LineStage Regexp(RegexpStage stage)
    {
        var regex = LineFilters.Unanchored(stage.Regex);
        var names = regex.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0])).ToArray();
        return line =>
        {
            var match = regex.Match(line.Text);
            foreach (var name in match.Success ? names : [])
            {
                line.AddParsed(name, match.Groups[name].Value);
            }
            return true;
        };
    }

    private static LineStage Pattern(PatternStage stage)
    {
        var pattern = LinePattern.Parse(stage.Pattern);
        return line =>
        {
            pattern.Capture(line.Text, line.AddParsed);
            return true;
        };
    }

    private static LineStage LineFormat(LineFormatStage stage)
    {
        var template = LineTemplate.Parse(stage.Template);
        return line =>
        {
            line.Text = template.Fill(line);
            return true;
        };
    }

    private static LineStage LabelFormats(LabelFormatStage stage)
    {
        var formats = stage.Formats.Select(f => (f.Label, f.Value, Template: f.IsRename ? null : LineTemplate.Parse(f.Value))).ToArray();
        return line =>
        {
            foreach (var (label, value, template) in formats)
            {
                if (template is not null)
                {
                    line.Set(label, template.Fill(line));
                }
                else if (line.Get(value) is { Length: > 0 } old)
                {
                    line.Set(label, old);
                    line.Remove(value);
                }
            }
            return true;
        };
    }

    private static LineStage Drop(DropStage stage)
    {
        var choices = Choices(stage.Labels);
        return line =>
        {
            line.RemoveWhere((name, value) => Array.Exists(choices, c => c.Name == name && (c.Matcher is null || c.Matcher.Matches(value))));
            return true;
        };
    }

    private static LineStage Keep(KeepStage stage)
    {
        var choices = Choices(stage.Labels);
        return line =>
        {
            // What went wrong stays to be seen.
            line.RemoveWhere((name, value) => name is not (LineState.Error or LineState.ErrorDetails) && !Array.Exists(choices, c => c.Name == name && (c.Matcher is null || c.Matcher.Matches(value))));
            return true;
        };
    }

    private static (string Name, Storage.CompiledMatcher? Matcher)[] Choices(IEnumerable<LabelChoice> choices) =>
        [.. choices.Select(c => (c.Name, c.Matcher is { } m ? new Storage.CompiledMatcher(m) : null))];
}
