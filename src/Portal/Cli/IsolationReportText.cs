using System.Text;
using System.Text.Json;
using Portal.Components.Layout;
using Portal.Core.Queries.Canaries;

namespace Portal.Cli;

/// <summary>The forms in which <c>portal isolation check</c> prints its reports.</summary>
internal static class IsolationReportText
{
    /// <summary>Writes reports in the form of that name.</summary>
    public static Task WriteAsync(TextWriter output, string format, IReadOnlyList<IsolationReport> reports) =>
        output.WriteAsync(format == "json" ? JsonSerializer.Serialize(Answer(reports), ReportFormat.Indented) + "\n" : Text(reports));

    private static object Answer(IReadOnlyList<IsolationReport> reports) => new
    {
        Result = Worst(reports),
        Environments = reports.Select(report => new
        {
            Tenant = report.Scope.Tenant.Value,
            report.Scope.Environment,
            report.Result,
            report.Canary,
            report.Attacks,
        }),
    };

    private static string Text(IReadOnlyList<IsolationReport> reports)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append($"{report.Scope}: {Word(report.Result)}\n");
            if (report.Canary.Count == 0)
            {
                text.Append("  dedicated backends, taken at their word\n");
            }
            foreach (var finding in report.Canary)
            {
                Append(text, finding.Datasource, Word(finding.Result), "canary", finding.Own + finding.Foreign, finding.Foreign);
                if (finding.Result != CanaryResult.Proven)
                {
                    text.Append($"      {Printable.Text(finding.Message)}{(finding.Remedy is null ? "" : $" {Printable.Text(finding.Remedy)}")}\n");
                }
            }
            foreach (var attack in report.Attacks)
            {
                Append(text, attack.Datasource, Word(attack.Outcome), attack.Name, attack.Returned, attack.Foreign);
                if (attack.Remark is { } remark && attack.Outcome is AttackOutcome.Failed or AttackOutcome.Broken)
                {
                    text.Append($"      {Printable.Text(remark)}\n");
                }
            }
        }
        var attacks = reports.SelectMany(report => report.Attacks).ToList();
        var foreign = attacks.Sum(attack => attack.Foreign) + reports.SelectMany(report => report.Canary).Sum(finding => finding.Foreign);
        text.Append($"{Word(Worst(reports))}: {Count.Of(reports.Count, "environment")}, {Count.Of(attacks.Count, "attack")}, {attacks.Sum(attack => attack.Returned)} series, streams and spans returned, {foreign} of others.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string datasource, string outcome, string name, int returned, int foreign) =>
        text.Append($"  {Printable.Text(datasource),-12} {outcome,-8} {Printable.Text(name)}: {returned} returned, {foreign} foreign\n");

    private static CanaryResult Worst(IReadOnlyList<IsolationReport> reports) => reports.Select(report => report.Result).Append(CanaryResult.Proven).Max();

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
