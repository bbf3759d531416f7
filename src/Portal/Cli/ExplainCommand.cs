using System.CommandLine;
using System.Text.Json;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Cli;

/// <summary><c>portal query explain</c>: the query as it would be sent for a tenant, or why it would not.</summary>
internal static class ExplainCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(TextReader input)
    {
        var content = new ContentOptions();
        var tenant = new Option<string>("--tenant") { Description = "The tenant's id.", Required = true };
        var environment = new Option<string?>("--environment") { Description = "The environment; the tenant's default one if left out." };
        var datasource = new Option<string?>("--datasource") { Description = "Name of the datasource; the language's default one if left out." };
        var language = new Option<string>("--language") { Description = "The query's language.", DefaultValueFactory = _ => "promql" };
        language.AcceptOnlyFromAmong("promql");
        var lines = new Option<bool>("--jsonl") { Description = "Read {\"id\",\"query\"} lines from standard input and answer a line each." };
        var query = new Argument<string?>("query") { Description = "The query.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("explain", "Prints the scoped query, or the error with its position; exits 1 then. With --jsonl each line tells, and it exits 0.") { tenant, environment, datasource, language, lines, query };
        content.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(lines) == (result.GetValue(query) is not null))
            {
                result.AddError("give either one query or --jsonl");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var load = await CliContent.LoadAsync(content.Configuration(parsed), cancellation);
            if (load.Snapshot is not { } snapshot)
            {
                await DiagnosticFormats.WriteAsync(error, "text", load.Diagnostics, load.Bindings, cancellation);
                return 1;
            }
            var (target, problem) = Target.Find(snapshot, parsed.GetValue(tenant)!, parsed.GetValue(environment), parsed.GetValue(datasource));
            if (target is null)
            {
                await error.WriteLineAsync($"portal: {problem}");
                return 1;
            }
            return parsed.GetValue(lines)
                ? await ExplainLinesAsync(target, input, output, cancellation)
                : await ExplainOneAsync(target, parsed.GetValue(query)!, output, error);
        });
        return command;
    }

    private static async Task<int> ExplainOneAsync(Target target, string query, TextWriter output, TextWriter error)
    {
        var result = target.Scope(query);
        if (result.Query is { } scoped)
        {
            await output.WriteLineAsync(scoped.Text);
            return 0;
        }
        var (line, column) = LineAndColumn(query, result.Position);
        await error.WriteLineAsync($"{line}:{column}: {result.Error!.Message}");
        if (result.Error.Remedy is { } remedy)
        {
            await error.WriteLineAsync($"remedy: {remedy}");
        }
        return 1;
    }

    private static async Task<int> ExplainLinesAsync(Target target, TextReader input, TextWriter output, CancellationToken cancellation)
    {
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            var (request, unreadable) = ReadRequest(line);
            var result = request is null ? null : target.Scope(request.Query);
            object answer = result switch
            {
                null => new { id = (JsonElement?)null, error = unreadable, position = 0 },
                { Query: { } scoped } => new { id = request!.Id, scoped = scoped.Text },
                _ => new { id = request!.Id, error = result.Error!.Message, position = Math.Max(result.Position, 0) },
            };
            await output.WriteLineAsync(JsonSerializer.Serialize(answer, Json));
        }
        await output.FlushAsync(cancellation);
        return 0;
    }

    private static (ExplainRequest? Request, string? Problem) ReadRequest(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ExplainRequest>(line, Json) is { Query: not null } request
                ? (request, null)
                : (null, "the line has no \"query\"");
        }
        catch (JsonException problem)
        {
            return (null, $"the line is not JSON: {problem.Message}");
        }
    }

    private static (int Line, int Column) LineAndColumn(string text, int position)
    {
        var before = text.AsSpan(0, Math.Clamp(position, 0, text.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    private sealed record ExplainRequest(JsonElement? Id, string Query);

    private sealed record Target(Scope Owner, TenantEnvironment Environment, Datasource Datasource)
    {
        public ScopeResult Scope(string query) => QueryScoper.PromQL(Owner, Environment, Datasource, query);

        public static (Target? Found, string? Problem) Find(CatalogSnapshot snapshot, string tenant, string? environment, string? datasource)
        {
            if (!snapshot.Tenants.TryGetValue(new TenantId(tenant), out var found))
            {
                return (null, $"there is no tenant '{tenant}'; there are: {string.Join(", ", snapshot.Tenants.Keys)}");
            }
            var name = environment ?? found.DefaultEnvironment;
            if (found.Environment(name) is not { } place)
            {
                return (null, $"tenant '{tenant}' has no environment '{name}'; it has: {string.Join(", ", found.Environments.Select(e => e.Name))}");
            }
            var source = place.Datasource(datasource ?? "prometheus");
            return source is { Kind: DatasourceKind.Prometheus }
                ? (new Target(new Scope(found.Id, name), place, source), null)
                : (null, $"{tenant}/{name} has no Prometheus datasource{(datasource is null ? "" : $" named '{datasource}'")}");
        }
    }
}
