using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Portal.Git.Remotes;

/// <summary>What a <c>git</c> process said.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">The end of what it wrote to either stream.</param>
internal sealed record GitAnswer(int ExitCode, string Output);

/// <summary>Runs <c>git</c> as a child process in an environment that holds nothing but what is given. Never through a shell.</summary>
internal static class GitProcess
{
    private const int MostOutput = 8_192;
    private static readonly TimeSpan TimeToDie = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to its end. Where the token is cancelled it is killed with all that it started.</summary>
    /// <param name="arguments">The arguments, each one a word.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, and is gone.</exception>
    /// <exception cref="Win32Exception">There is no git.</exception>
    public static async Task<GitAnswer> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new Tail();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        try
        {
            await process.WaitForExitAsync(cancellation);
            // A helper that outlives its parent keeps the streams open.
            await reading.WaitAsync(cancellation);
            return new GitAnswer(process.ExitCode, output.ToString());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await Task.WhenAny(Task.WhenAll(process.WaitForExitAsync(CancellationToken.None), reading), Task.Delay(TimeToDie, TimeProvider.System, CancellationToken.None));
            throw;
        }
    }

    private static async Task ReadAsync(StreamReader reader, Tail output)
    {
        var buffer = new char[1_024];
        try
        {
            for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
            {
                output.Add(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was killed and its streams with it.
        }
    }

    private sealed class Tail
    {
        private readonly StringBuilder _text = new();

        public void Add(ReadOnlySpan<char> text)
        {
            lock (_text)
            {
                _text.Append(text);
                if (_text.Length > 2 * MostOutput)
                {
                    _text.Remove(0, _text.Length - MostOutput);
                }
            }
        }

        public override string ToString()
        {
            lock (_text)
            {
                return _text.Length > MostOutput ? _text.ToString(_text.Length - MostOutput, MostOutput) : _text.ToString();
            }
        }
    }
}
