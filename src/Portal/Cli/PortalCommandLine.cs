using System.CommandLine;
using Portal.Configuration;

namespace Portal.Cli;

/// <summary>The verbs beside <c>serve</c>. Exit codes: 0 done, 1 the content or the query is refused (of diff: something changes), 2 wrong use.</summary>
internal static class PortalCommandLine
{
    private const string Serve = "serve";

    /// <summary>The arguments of the server, or null where another verb is meant. Without a verb, everything is configuration of the server.</summary>
    public static string[]? ServerArguments(string[] args)
    {
        if (args.Length == 0)
        {
            return args;
        }
        var asksForHelp = args.Any(argument => argument is "--help" or "-h" or "-?" or "/?");
        if (args[0] == Serve)
        {
            return asksForHelp ? null : args[1..];
        }
        var isSetting = args[0][0] is '-' or '/' || args[0].Contains('=');
        return isSetting && !asksForHelp && args[0] != "--version" ? args : null;
    }

    /// <summary>Runs a verb with the process' own console.</summary>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, CliConsole.OfProcess(), new Dictionary<string, string?>(), CancellationToken.None);

    /// <summary>Runs a verb.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="console">What it reads and writes.</param>
    /// <param name="settings">Configuration keys that win over the process' own.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, CliConsole console, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        var root = new RootCommand("Portal: dashboards as code for many tenants. Without a verb it serves.")
        {
            new Command(Serve, "Serves the portal. Takes configuration keys, such as --urls http://127.0.0.1:5080 or --Content:Path DIR.") { TreatUnmatchedTokensAsErrors = false },
            ValidateCommand.Create(console, settings),
            RenderCommand.Create(console, settings),
            DiffCommand.Create(console, settings),
            LintCommand.Create(console, settings),
            new Command("query", "Looks at single queries.") { ExplainCommand.Create(console, settings) },
            new Command("isolation", "Looks at what keeps tenants apart.") { IsolationCheckCommand.Create(console, settings) },
            HealthCommand.Create(console, settings),
        };
        // Queries may begin with '@', which stands for a file of arguments otherwise.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            return parsed.Errors.Count > 0
                ? await RefuseAsync(console, [.. parsed.Errors.Select(error => error.Message)])
                : await parsed.InvokeAsync(new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false }, cancellation);
        }
        catch (Exception e) when (StartupRefusal.Explain(e) is { } problems)
        {
            return await RefuseAsync(console, problems);
        }
        finally
        {
            await console.FlushAsync();
        }
    }

    private static async Task<int> RefuseAsync(CliConsole console, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            await console.Error.WriteLineAsync($"portal: {Printable.Text(problem)}");
        }
        await console.Error.WriteLineAsync("See 'portal --help'.");
        return 2;
    }
}
