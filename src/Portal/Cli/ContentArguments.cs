using System.CommandLine;
using Portal.Configuration;

namespace Portal.Cli;

/// <summary>Which content a verb works on: the same two options for all of them.</summary>
internal sealed class ContentArguments
{
    private readonly Option<string?> _path = new("--content") { Description = "The folder or bare repository that holds templates/ and tenants/. By default found as the server finds it.", HelpName = "DIR" };
    private readonly Option<string?> _revision = new("--revision") { Description = "A branch, tag or commit. By default the files as they are saved.", HelpName = "REV" };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="withRevision">Whether the revision is an option of it.</param>
    public ContentArguments(Command command, bool withRevision = true)
    {
        command.Options.Add(_path);
        if (withRevision)
        {
            command.Options.Add(_revision);
        }
    }

    /// <summary>Opens the host with the content that the options name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">Further configuration keys.</param>
    /// <param name="revision">The revision, where it is not an option of the verb.</param>
    public CliHost Open(ParseResult parsed, IReadOnlyDictionary<string, string?> settings, string? revision = null)
    {
        var keys = new Dictionary<string, string?>(settings);
        if (parsed.GetValue(_path) is { } path)
        {
            keys[$"{ContentOptions.Section}:{nameof(ContentOptions.Path)}"] = Path.GetFullPath(path);
        }
        if ((revision ?? parsed.GetValue(_revision)) is { } named)
        {
            keys[$"{ContentOptions.Section}:{nameof(ContentOptions.Revision)}"] = named;
        }
        return new CliHost(keys);
    }
}
