using System.CommandLine;

namespace Portal.Cli;

/// <summary>The verbs beside <c>serve</c>. Exit codes: 0 done, 1 refused with reasons on standard output, 2 wrong use.</summary>
internal static class PortalCommandLine
{
    /// <summary>Whether these arguments are for a verb other than <c>serve</c>: everything else, host configuration included, starts the server.</summary>
    public static bool Handles(string[] args) =>
        args.Length > 0 && args[0] != "serve" && (!args[0].StartsWith('-') || args[0] is "--help" or "-h" or "-?" or "--version");

    /// <summary>Runs a verb and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var root = new RootCommand("Portal: dashboards as code for many tenants. Without a verb it serves.")
        {
            new Command("serve", "Serves the portal. Takes configuration keys such as --urls http://127.0.0.1:5080 or --Content:Path DIR."),
            ValidateCommand.Create(),
            RenderCommand.Create(),
            new Command("query", "Looks at single queries.") { ExplainCommand.Create(input) },
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var problem in result.Errors)
            {
                await error.WriteLineAsync($"portal: {problem.Message}");
            }
            await error.WriteLineAsync("portal: see 'portal --help'");
            return 2;
        }
        return await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, cancellation);
    }
}
