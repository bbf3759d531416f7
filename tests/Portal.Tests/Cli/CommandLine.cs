using System.Text;
using Portal.Cli;
using Portal.Tests.Git;

namespace Portal.Tests.Cli;

/// <summary>What a verb did.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error);

/// <summary>Runs verbs in this process over content of the test's own.</summary>
internal sealed class CommandLine : IDisposable
{
    private const string Tenant =
        """
        id: acme
        name: Acme
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources:
              - kind: prometheus
                url: http://prometheus.internal:9090
                auth: {bearerToken: "${secret:TOKEN}"}
            isolation:
              labels: {tenant: acme}
            services: [checkout, cart]
        dashboards:
          - template: overview

        """;

    private const string Template =
        """
        ---
        title: Overview
        scope: service
        ---
        title: "{{ tenant.name }} {{ service_name }}"
        panels:
          - title: Up
            type: timeseries
            queries:
              - expr: up{service="{{ service_name }}"}

        """;

    public CommandLine()
    {
        Content.Write("templates/overview.yaml.sbn", Template);
        Content.Write("tenants/acme.yaml", Tenant);
    }

    public TempContent Content { get; } = new();

    public Dictionary<string, string?> Settings { get; } = new() { ["Demo:Enabled"] = "false" };

    /// <summary>Replaces a text in a file of the content.</summary>
    public void Edit(string path, string what, string with)
    {
        var file = Path.Combine(Content.Folder, path);
        var text = File.ReadAllText(file);
        Assert.Contains(what, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(what, with, StringComparison.Ordinal));
    }

    public Task<Outcome> RunAsync(params string[] args) => RunAsync(Stream.Null, args);

    public async Task<Outcome> RunAsync(Stream input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        Settings["Content:Path"] = Content.Folder;
        var code = await PortalCommandLine.RunAsync(args, new CliConsole(input, output, error), Settings, TestContext.Current.CancellationToken);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    public static MemoryStream Lines(params string[] lines) => new(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public void Dispose() => Content.Dispose();
}
