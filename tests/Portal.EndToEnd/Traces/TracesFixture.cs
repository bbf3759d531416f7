namespace Portal.EndToEnd.Traces;

/// <summary>A portal whose tenant Acme has traces in a store that it shares with Nova.</summary>
public sealed class TracesFixture : IAsyncLifetime
{
    /// <summary>The portal.</summary>
    public PortalServer Portal { get; private set; } = null!;

    /// <summary>The store.</summary>
    public TraceStore Store { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Store = await TraceStore.StartAsync();
        Portal = await PortalServer.StartAsync(Prepare, ("Grants:acme:Hosts:5", Store.Address.Authority));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (Portal?.DisposeAsync() ?? default);
        await (Store?.DisposeAsync() ?? default);
    }

    private void Prepare(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "templates", "all-traces.yaml.sbn"), """
            ---
            title: All of traces
            scope: environment
            ---
            title: All of traces
            panels:
              - {type: traces, id: found, title: Found, traces: {service: web}}
              - {type: trace, id: one, title: One, traces: {trace: "ID"}}
              - {type: servicemap, id: map, title: Map}
            """.Replace("ID", TraceStore.Mixed, StringComparison.Ordinal));
        var file = Path.Combine(folder, "tenants", "acme.yaml");
        var text = File.ReadAllText(file);
        var place = text.IndexOf("    isolation:", StringComparison.Ordinal);
        // In front of the shipped ones, so that it is the environment's usual store.
        var lines = text[..place].Split('\n').Where(line => !line.Contains("kind: jaeger", StringComparison.Ordinal));
        File.WriteAllText(file, string.Join('\n', lines) + $"      - {{kind: jaeger, url: \"{Store.Address}\"}}\n" + text[place..].Replace("dashboards:\n", "dashboards:\n  - template: all-traces\n", StringComparison.Ordinal));
    }
}
