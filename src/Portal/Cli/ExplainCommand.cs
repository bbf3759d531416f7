using System.CommandLine;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Configuration;

namespace Portal.Cli;

/// <summary><c>portal query explain</c>: a query as it would be sent for a tenant, or why it would not. Sends nothing.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var language = new Option<string>("--language") { Description = "The query's language.", DefaultValueFactory = _ => "promql", HelpName = "promql|logql" };
        language.AcceptOnlyFromAmong("promql", "logql");
        var datasource = new Option<string?>("--datasource") { Description = "The datasource. By default the environment's first one of that language.", HelpName = "NAME" };
        var lines = new Option<bool>("--jsonl") { Description = "Read {\"id\",\"query\"} lines from standard input and answer each with a line." };
        var query = new Argument<string?>("query") { Description = "The query.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("explain", "Prints a query as it would be sent for a tenant. Exits 1, with the place of the error, if it would be refused. With --jsonl each line tells, and it exits 0.") { query, language, datasource, lines };
        var scope = new ScopeArguments(command);
        var content = new ContentArguments(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(lines) == (result.GetValue(query) is not null))
            {
                result.AddError("Give either one query or --jsonl.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = content.Open(parsed, settings);
            var tree = host.Read(cancellation);
            var diagnostics = new List<Diagnostic>(tree.Notices.Where(n => n.Severity == Severity.Error));
            if (diagnostics.Count > 0 || scope.Find(parsed, tree, diagnostics) is not var (tenant, environment))
            {
                await console.Error.WriteAsync(DiagnosticText.Format(diagnostics));
                return 1;
            }
            var place = new Scope(tenant.Id, environment.Name);
            var kind = parsed.GetValue(language) == "logql" ? DatasourceKind.Loki : DatasourceKind.Prometheus;
            var target = Datasource(place, environment, kind, parsed.GetValue(datasource));
            ScopeResult Explain(string text) => kind == DatasourceKind.Loki ? QueryScoper.LogQL(place, environment, target, text) : QueryScoper.PromQL(place, environment, target, text);
            if (parsed.GetValue(lines))
            {
                await ExplainLines.RunAsync(console.In, console.Out, Explain, cancellation);
                return 0;
            }
            return await ExplainOneAsync(console, parsed.GetValue(query)!, Explain);
        });
        return command;
    }

    private static Datasource Datasource(Scope place, TenantEnvironment environment, DatasourceKind kind, string? name) =>
        environment.Datasource(name ?? kind.ToString()) is { } found && found.Kind == kind
            ? found
            : throw new StartupRefusal([$"{place} has no {kind} datasource{(name is null ? "" : $" '{name}'")}."]);

    private static async Task<int> ExplainOneAsync(CliConsole console, string query, Func<string, ScopeResult> explain)
    {
        var result = explain(query);
        if (result.Query is { } scoped)
        {
            await console.Out.WriteLineAsync(scoped.Text);
            return 0;
        }
        await console.Error.WriteAsync(QueryErrorText.WithCaret(result, query));
        return 1;
    }
}
