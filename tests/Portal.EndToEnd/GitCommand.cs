using System.Diagnostics;

namespace Portal.EndToEnd;

/// <summary>Git's own program, as an author uses it.</summary>
internal static class GitCommand
{
    /// <summary>What a command told.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string folder, params string[] arguments) => Feed(folder, "", arguments);

    /// <inheritdoc cref="Run"/>
    /// <param name="folder">Where it is run.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="arguments">The command.</param>
    public static string Feed(string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false", .. arguments]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"git {arguments[0]} ended with {process.ExitCode}");
    }

    /// <summary>Commits all that has changed, and answers the commit.</summary>
    public static string Commit(string folder)
    {
        Run(folder, "add", "-A");
        Run(folder, "commit", "-q", "-m", "Change");
        return Run(folder, "rev-parse", "HEAD").Trim();
    }
}
