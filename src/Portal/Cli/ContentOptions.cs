using System.CommandLine;

namespace Portal.Cli;

/// <summary>Which content a verb works on, the same options for all verbs.</summary>
internal sealed class ContentOptions
{
    private readonly Option<string?> _path = new("--content") { Description = "The repository or folder that holds templates/ and tenants/; by default found as the server finds it." };
    private readonly Option<string?> _revision = new("--revision") { Description = "Branch, tag or commit to read instead of the files as they are." };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_path);
        command.Options.Add(_revision);
    }

    /// <summary>The configuration keys that the given options stand for.</summary>
    public Dictionary<string, string?> Configuration(ParseResult parsed)
    {
        var keys = new Dictionary<string, string?>();
        if (parsed.GetValue(_path) is { } path)
        {
            keys["Content:Path"] = Path.GetFullPath(path);
        }
        if (parsed.GetValue(_revision) is { } revision)
        {
            keys["Content:Revision"] = revision;
        }
        return keys;
    }
}
