using System.CommandLine;
using System.Text.Json;
using Portal.Api;
using Portal.Components.Layout;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;
using Portal.Linting;

namespace Portal.Cli;

/// <summary><c>portal lint</c>: tries queries on the live backends. Exit codes: 0 nothing blocks, 1 something does, 2 it could not be run.</summary>
internal static class LintCommand
{
    private const int SurveysAtOnce = 8;
    private static readonly string[] Formats = ["text", "markdown", "json", "github"];

    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var before = new Option<string?>("--base") { Description = "A branch, tag or commit. Only queries that have changed since are tried; policy, isolation and datasources are those of this revision.", HelpName = "REV" };
        var tenant = new Option<string?>("--tenant") { Description = "The tenant's id. By default all tenants.", HelpName = "ID" };
        var environment = new Option<string?>("--environment") { Description = "The environment. By default all.", HelpName = "NAME" };
        var template = new Option<string?>("--template") { Description = "The template's name. By default all.", HelpName = "NAME" };
        var longest = new Option<string?>("--time") { Description = "The longest that it may take, such as 2m. By default what lint.yaml says.", HelpName = "DURATION" };
        var format = new Option<string>("--format") { Description = "How to print what was found.", DefaultValueFactory = _ => Formats[0], HelpName = string.Join('|', Formats) };
        format.AcceptOnlyFromAmong(Formats);
        var command = new Command("lint", "Tries the queries of dashboards on the live backends: refused, no data, too many series, slow, dear. Exits 1 if something is found that lint.yaml makes an error, 2 if it could not be run.")
        {
            before, tenant, environment, template, longest, format,
        };
        var content = new ContentArguments(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = content.Open(parsed, settings);
            using var older = parsed.GetValue(before) is { } revision ? content.Open(parsed, settings, revision) : null;
            var known = older is null ? null : await LoadAsync(console, older, cancellation);
            if ((older is not null && known is null) || await LoadAsync(console, host, cancellation) is not { } after)
            {
                return 2;
            }
            var live = known ?? after;
            bool Means(BindingKey key) =>
                (parsed.GetValue(tenant) ?? key.Scope.Tenant.Value) == key.Scope.Tenant.Value
                && (parsed.GetValue(environment) ?? key.Scope.Environment) == key.Scope.Environment
                && (parsed.GetValue(template) ?? key.Template) == key.Template;
            Check(after, parsed.GetValue(tenant), parsed.GetValue(environment), parsed.GetValue(template));
            var services = await DiscoverAsync(console, host, live, scope => Means(new BindingKey(scope, null, parsed.GetValue(template) ?? "")), cancellation);
            var report = await host.Linter.RunAsync(
                new LintRequest(after, live, WithTime(live.Lint, parsed.GetValue(longest)), scope => services.GetValueOrDefault(scope) ?? []) { Before = known, Include = Means }, cancellation);
            await WriteAsync(console.Out, parsed.GetRequiredValue(format), report, after.Revision, host.Prefix);
            return report.Blocks ? 1 : report.IsUnanswered ? 2 : 0;
        });
        return command;
    }

    private static async Task<CatalogSnapshot?> LoadAsync(CliConsole console, CliHost host, CancellationToken cancellation)
    {
        var result = await host.LoadAsync(host.Read(cancellation), host.Grants, cancellation);
        if (result.Snapshot is null)
        {
            await console.Error.WriteAsync(DiagnosticText.Format([.. result.Diagnostics.Where(d => d.Severity == Severity.Error)]));
            await console.Error.WriteLineAsync("Only content that the server would accept can be tried: see 'portal validate'.");
        }
        return result.Snapshot;
    }

    private static void Check(CatalogSnapshot snapshot, string? tenant, string? environment, string? template)
    {
        List<string> tenants = [.. snapshot.Tenants.Keys.Select(id => id.Value)];
        List<string> environments = [.. snapshot.Tenants.Values.Where(t => tenant is null || t.Id.Value == tenant).SelectMany(t => t.Environments).Select(e => e.Name).Distinct()];
        List<string> templates = [.. snapshot.Templates.Dashboards.Keys];
        foreach (var (what, name, known) in ((string, string?, List<string>)[])[("tenant", tenant, tenants), ("environment", environment, environments), ("template", template, templates)])
        {
            if (name is not null && !known.Contains(name))
            {
                throw ScopeArguments.Unknown($"there is no {what} '{name}'", name, known);
            }
        }
    }

    /// <summary>The services of the environments that discover them, as their backends tell now.</summary>
    private static async Task<Dictionary<Scope, IReadOnlyList<string>>> DiscoverAsync(CliConsole console, CliHost host, CatalogSnapshot live, Func<Scope, bool> means, CancellationToken cancellation)
    {
        var found = new Dictionary<Scope, IReadOnlyList<string>>();
        var discovering = live.Tenants.Values.SelectMany(t => t.Environments.Where(e => e.Services.Names is null).Select(e => (Scope: new Scope(t.Id, e.Name), Environment: e)))
            .Where(one => means(one.Scope)).ToList();
        foreach (var some in discovering.Chunk(SurveysAtOnce))
        {
            foreach (var (scope, names, problem) in await Task.WhenAll(some.Select(one => SurveyAsync(host, one.Scope, one.Environment, live.Lint.Limits.Timeout, cancellation))))
            {
                found[scope] = names;
                if (problem is not null)
                {
                    await console.Error.WriteLineAsync($"The services of {scope} could not be discovered, so dashboards of services there are not tried: {Printable.Text(problem)}");
                }
            }
        }
        return found;
    }

    private static async Task<(Scope Scope, IReadOnlyList<string> Names, string? Problem)> SurveyAsync(CliHost host, Scope scope, TenantEnvironment environment, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return (scope, [.. (await host.Survey.AskAsync(scope, environment, either.Token)).Where(ServiceNames.IsValid)], null);
        }
        catch (QueryException e)
        {
            return (scope, [], e.Error.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (scope, [], $"the backend did not answer within {timeout.TotalSeconds:0.#} s.");
        }
    }

    private static LintPolicy WithTime(LintPolicy policy, string? text) =>
        text is null ? policy
        : DurationText.TryParse(text, out var time) && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1) ? policy with { Limits = policy.Limits with { Time = time } }
        : throw new StartupRefusal([$"'{text}' is no time from 1s to 1d."]);

    private static string Dearest(LintReport report)
    {
        var dearest = LintText.Dearest(report);
        return dearest.Count == 0 ? "" : "samples read before → now\n"
            + string.Concat(dearest.Select(query => $"{query.Before,14} → {query.Now,14}  {Printable.Text(query.Query)}, {Count.Of(query.Dashboards, "dashboard")}\n")) + "\n";
    }

    private static Task WriteAsync(TextWriter output, string format, LintReport report, RevisionId revision, string prefix) => output.WriteAsync(format switch
    {
        "json" => JsonSerializer.Serialize(LintReportAnswer.From(report), ReportFormat.Indented) + "\n",
        "markdown" => LintMarkdown.Of(report),
        "github" => GitHubAnnotations.Format(new Report(revision, prefix, report.Dashboards, [.. report.Diagnostics.Select(diagnostic => diagnostic with { Detail = null })])),
        _ => DiagnosticText.Format(report.Diagnostics) + Dearest(report) + report.Summary + "\n",
    });
}
