using System.Text;

namespace Portal.Cli;

/// <summary>What a verb reads and writes. Answers go to <paramref name="Out"/>, everything about them to <paramref name="Error"/>.</summary>
/// <param name="In">Standard input, read by <c>--jsonl</c> only.</param>
/// <param name="Out">The answer, and nothing else: it may be piped into a file.</param>
/// <param name="Error">For people.</param>
internal sealed record CliConsole(Stream In, TextWriter Out, TextWriter Error)
{
    /// <summary>The process' own.</summary>
    public static CliConsole OfProcess() => new(Console.OpenStandardInput(), Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()));

    /// <summary>Writes out what is still held back.</summary>
    public async Task FlushAsync()
    {
        await Out.FlushAsync();
        await Error.FlushAsync();
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024) { NewLine = "\n" };
}
