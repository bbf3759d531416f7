using System.Text;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Git;

/// <summary>Collects the files of one revision and refuses what is too much, too large or not text. One for each reading.</summary>
/// <param name="options">The limits.</param>
internal sealed class ContentCollector(ContentOptions options)
{
    /// <summary>How many entries, content or not, are looked at for each file that there may be.</summary>
    public const int EntriesOfFile = 10;

    /// <summary>How deeply folders may be nested.</summary>
    public const int MaxDepth = 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _diagnostics = [];
    private long _bytes;
    private long _entries;

    /// <summary>The folders that hold content.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["templates", "tenants"];

    /// <summary>The files beside them.</summary>
    public static IReadOnlyList<string> RootFiles { get; } = [LintPolicy.File];

    /// <summary>What was wrong so far.</summary>
    public List<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The texts by path, in the order of the paths.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>Whether a limit of the whole was passed, so that reading on is of no use.</summary>
    public bool Full { get; private set; }

    /// <summary>Whether a file or folder of that name is content: hidden ones, which editors make, are not, nor what is a path, which only a forged tree has.</summary>
    public static bool IsContentFolder(string name) => name.Length > 0 && name[0] != '.' && !name.Contains('/');

    /// <summary>Whether a file of that name is content.</summary>
    public static bool IsContentFile(string name) =>
        IsContentFolder(name) && Path.GetExtension(name) is ".sbn" or ".yaml" or ".yml";

    /// <summary>Whether one more entry of a folder may be looked at; says why where it may not. A tree may hold one folder over and over, so that a few of them have more entries than anybody can walk.</summary>
    public bool AdmitsEntry()
    {
        if (!Full && ++_entries > (long)EntriesOfFile * options.MaxFiles)
        {
            _diagnostics.Add(ContentDiagnostics.TooMuch("many entries", nameof(options.MaxFiles)));
            Full = true;
        }
        return !Full;
    }

    /// <summary>Whether a file of that size may be read; says why where it may not.</summary>
    public bool Admits(string path, long bytes)
    {
        if (bytes > options.MaxFileBytes)
        {
            _diagnostics.Add(ContentDiagnostics.FileTooLarge(path, bytes, options.MaxFileBytes));
            return false;
        }
        _bytes += bytes;
        if (_files.Count >= options.MaxFiles || _bytes > options.MaxTotalBytes)
        {
            _diagnostics.Add(_bytes > options.MaxTotalBytes ? ContentDiagnostics.TooMuch("many bytes", nameof(options.MaxTotalBytes)) : ContentDiagnostics.TooMuch("many files", nameof(options.MaxFiles)));
            Full = true;
            return false;
        }
        return true;
    }

    /// <summary>The text of these bytes, or null, with the reason told, where they are none.</summary>
    public string? Decode(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
            if (!text.Contains('\0'))
            {
                return text;
            }
        }
        catch (DecoderFallbackException)
        {
            // Told below, as for NUL.
        }
        _diagnostics.Add(ContentDiagnostics.NotText(path));
        return null;
    }

    /// <summary>Keeps a file.</summary>
    public void Add(string path, string text) => _files[path] = text;
}
