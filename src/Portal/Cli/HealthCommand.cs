using System.CommandLine;

namespace Portal.Cli;

/// <summary><c>portal health</c>: asks a portal on this machine, for container images that hold no other program that could.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes the verb.</summary>
    public static Command Create(CliConsole console, IReadOnlyDictionary<string, string?> settings)
    {
        var ready = new Option<bool>("--ready") { Description = "Ask whether it has dashboards to show, not only whether it is alive." };
        var url = new Option<Uri?>("--url")
        {
            Description = "Its address. By default the first one of the configuration.",
            HelpName = "URL",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var given) && given.Scheme is "http" or "https")
                {
                    return given;
                }
                result.AddError($"'{result.Tokens[0].Value}' is no address such as http://127.0.0.1:8080.");
                return null;
            },
        };
        var command = new Command("health", "Asks a running portal on this machine. Exits 1 if it is not alive or, with --ready, not ready.") { ready, url };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = new CliHost(settings);
            var configured = (host.Configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
            var address = new Uri(parsed.GetValue(url) ?? OnThisMachine(configured ?? "http://127.0.0.1:5000"), parsed.GetValue(ready) ? "/readyz" : "/healthz");
            using var client = host.Http.CreateClient();
            client.Timeout = Patience;
            try
            {
                using var answer = await client.GetAsync(address, cancellation);
                await (answer.IsSuccessStatusCode ? console.Out : console.Error).WriteAsync(string.Concat((await answer.Content.ReadAsStringAsync(cancellation)).Trim().Split('\n').Select(line => Printable.Text(line.TrimEnd()) + "\n")));
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                await console.Error.WriteLineAsync($"{address}: {e.Message}");
                return 1;
            }
        });
        return command;
    }

    // Who listens everywhere is asked here: the portal answers to its own names alone.
    private static Uri OnThisMachine(string listened)
    {
        var address = BindingAddress.Parse(listened);
        return new UriBuilder(address.Scheme, address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host, address.Port).Uri;
    }
}
