using Portal.Core.Tenancy;
using Portal.Core.Yaml;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Portal.Core.Templates;

/// <summary>What a template is rendered with. Data only.</summary>
internal sealed record TemplateInputs
{
    /// <summary>The names of all inputs.</summary>
    public static readonly HashSet<string> Names = ["tenant_id", "environment", "service_name", "tenant", "service", "services", "params"];

    /// <summary>The tenant.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>The environment's name.</summary>
    public required string Environment { get; init; }

    /// <summary>The service; null at other scopes.</summary>
    public string? Service { get; init; }

    /// <summary>The environment's services.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The parameters' values.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = new Dictionary<string, object>();

    /// <summary>All texts among them.</summary>
    public IEnumerable<string> Texts()
    {
        yield return Tenant.Id.Value;
        yield return Tenant.Name;
        yield return Environment;
        if (Service is not null)
        {
            yield return Service;
        }
        foreach (var text in Tenant.Environments.Select(e => e.Name).Concat(Services))
        {
            yield return text;
        }
        foreach (var value in Parameters.Values)
        {
            foreach (var text in value as IEnumerable<string> ?? (value is string single ? [single] : []))
            {
                yield return text;
            }
        }
    }

    /// <summary>The inputs as a template sees them, each text passed through a function first.</summary>
    public ScriptObject ToScript(Func<string, string> text)
    {
        var inputs = new ScriptObject
        {
            ["tenant_id"] = text(Tenant.Id.Value),
            ["environment"] = text(Environment),
            ["tenant"] = new Input("tenant")
            {
                ["id"] = text(Tenant.Id.Value), ["name"] = text(Tenant.Name), ["environments"] = List(Tenant.Environments.Select(e => text(e.Name))), IsReadOnly = true,
            },
            ["services"] = List(Services.Select(text)),
        };
        if (Service is not null)
        {
            inputs["service_name"] = text(Service);
            inputs["service"] = new Input("service") { ["name"] = text(Service), IsReadOnly = true };
        }
        var parameters = new Input("params");
        foreach (var (name, value) in Parameters)
        {
            parameters[name] = value switch { string single => text(single), IReadOnlyList<string> list => List(list.Select(text)), _ => value };
        }
        parameters.IsReadOnly = true;
        inputs["params"] = parameters;
        inputs.IsReadOnly = true;
        return inputs;
    }

    private static ScriptArray List(IEnumerable<string> items) => new(items) { IsReadOnly = true };

    /// <summary>An input whose members are known, so that another name is a slip.</summary>
    private sealed class Input(string name) : ScriptObject
    {
        public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value) =>
            base.TryGetValue(context!, span, member, out value)
                ? true
                : throw new TemplateException(
                    span, Diagnostics.DiagnosticCodes.TemplateRuntime, $"'{name}' has no '{member}'.", Suggestion.DidYouMean(member, Keys.ToList(), Count == 0 ? "It has nothing." : $"It has: {string.Join(", ", Keys)}."));
    }
}
