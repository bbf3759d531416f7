using System.Globalization;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Portal.Benchmarks;

/// <summary>Render, read and validate one service overview, against Scriban alone rendering the same template in the same run.</summary>
internal static class RenderBenchmark
{
    private const int Batch = 20;
    private const int Runs = 25;
    private const string Name = "service-overview";

    public static async Task RunAsync()
    {
        var files = SourceTree.Content();
        var problems = new List<Diagnostic>();
        var read = CatalogLoader.Read(new ContentTree(new RevisionId("benchmark"), files, []), problems);
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(problems[0].ToString());
        }
        var tenant = read.Tenants[new TenantId("acme")];
        var services = tenant.Environments[0].Services.Names!;
        var binding = DashboardService.Find(read, _ => services, new BindingKey(new Scope(tenant.Id, "prod"), "checkout", Name))!;
        using var dashboards = new DashboardService(null!, TimeProvider.System);
        var bare = new BareScriban(files);

        var portal = await dashboards.RenderAsync(read, binding, CancellationToken.None, services);
        if (portal.Yaml.Trim() != bare.Render(services).Trim())
        {
            throw new InvalidOperationException("The two render different texts.");
        }
        var (whole, alone) = await Measure.PairAsync(
            Runs,
            async () =>
            {
                for (var i = 0; i < Batch; i++)
                {
                    // A snapshot of its own has nothing cached.
                    var fresh = new CatalogSnapshot { Revision = read.Revision, Tenants = read.Tenants, Templates = read.Templates, Diagnostics = [] };
                    await dashboards.RenderAsync(fresh, binding, CancellationToken.None, services);
                }
            },
            () =>
            {
                for (var i = 0; i < Batch; i++)
                {
                    bare.Render(services);
                }
                return Task.CompletedTask;
            });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"render: one {Name} ({portal.Dashboard!.Panels.Count()} panels, {portal.Yaml.Count(c => c == '\n')} lines)"));
        Print("render, read, validate", whole, alone);
        Print("Scriban alone", alone, alone);
    }

    private static void Print(string name, Measured measured, Measured peer) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-23} {measured.Time.TotalMicroseconds / Batch,8:F0} us ({measured.Time / peer.Time:F2}x)  {measured.Bytes / 1024.0 / Batch,8:F0} KiB ({(double)measured.Bytes / peer.Bytes:F2}x)"));

    /// <summary>The template as Scriban's own guide would render it: parsed once, a context for each render, no limits, no sandbox, no positions.</summary>
    private sealed class BareScriban(Dictionary<string, string> files) : ITemplateLoader
    {
        private readonly Template _template = Template.Parse(files[$"templates/{Name}.yaml.sbn"].Split("\n---\n", 2)[1]);
        private readonly Dictionary<string, Template> _parts = files
            .Where(file => file.Key.StartsWith("templates/", StringComparison.Ordinal))
            .ToDictionary(file => file.Key["templates/".Length..], file => Template.Parse(file.Value, file.Key));

        public string Render(IReadOnlyList<string> services)
        {
            var globals = new ScriptObject
            {
                ["tenant_id"] = "acme",
                ["environment"] = "prod",
                ["service_name"] = "checkout",
                ["tenant"] = new ScriptObject { ["id"] = "acme", ["name"] = "Acme" },
                ["service"] = new ScriptObject { ["name"] = "checkout" },
                ["services"] = new ScriptArray(services),
                ["params"] = new ScriptObject { ["latency_target"] = 0.5, ["error_target"] = 0.01 },
            };
            globals.Import("yaml", new Func<string, string>(text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
            var context = new TemplateContext { TemplateLoader = this, LoopLimit = 20_000 };
            foreach (var (path, part) in _parts)
            {
                context.CachedTemplates[path] = part;
            }
            context.PushGlobal(globals);
            return _template.Render(context);
        }

        public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

        public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath) => files["templates/" + templatePath];

        public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) => new(Load(context, callerSpan, templatePath));
    }
}
