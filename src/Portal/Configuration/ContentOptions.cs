using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>Where the content, the folders <c>templates/</c> and <c>tenants/</c>, comes from. Section <c>Content</c>.</summary>
internal sealed class ContentOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Content";

    /// <summary>The value of <see cref="Revision"/> that reads saved files instead of a commit.</summary>
    public const string WorkingTree = "working-tree";

    /// <summary>The folder that holds <c>templates/</c> and <c>tenants/</c>, or a bare repository that does. Empty: the folder that the portal stands in (searched upwards from the current directory, then from the binary).</summary>
    public string Path { get; set; } = "";

    /// <summary>A branch, tag or SHA, or <c>working-tree</c>. Empty: <c>working-tree</c> in Development, <c>HEAD</c> otherwise.</summary>
    public string Revision { get; set; } = "";

    /// <summary>Where <c>templates/</c> and <c>tenants/</c> are within <see cref="Path"/> or the remote repository: folders with <c>/</c> between them. Empty: at its top.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Whether changes are picked up while the portal runs. True by default.</summary>
    public bool Follow { get; set; } = true;

    /// <summary>How often the content is looked at besides what the file system tells, 0.2 s to 1 h. 1 s by default.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most files that a revision may have, 1 to 100,000. 10,000 by default.</summary>
    public int MaxFiles { get; set; } = 10_000;

    /// <summary>The most bytes that a file may have, 1 to 16 MiB. 1 MiB by default.</summary>
    public int MaxFileBytes { get; set; } = 1 << 20;

    /// <summary>The most bytes that a revision may have, 1 to 1 GiB. 64 MiB by default.</summary>
    public int MaxTotalBytes { get; set; } = 64 << 20;
}

/// <summary>Checks <see cref="ContentOptions"/>; each message names its key.</summary>
internal sealed class ContentOptionsValidator : IValidateOptions<ContentOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ContentOptions options)
    {
        var problems = new OptionProblems(ContentOptions.Section);
        problems.When(options.Path.Length > 0 && !Directory.Exists(options.Path), nameof(options.Path), $"there is no folder '{options.Path}'");
        problems.When(options.Revision.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)), nameof(options.Revision), "a branch, tag or SHA holds no white space");
        problems.When(options.Folder.Length > 0 && options.Folder.Split('/').Any(part => part.Length == 0 || part[0] == '.' || part.Any(c => c == '\\' || char.IsControl(c))), nameof(options.Folder), "it is folders with '/' between them, none hidden, none at the start or end");
        problems.Range(options.PollInterval, TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(1), nameof(options.PollInterval));
        problems.Range(options.MaxFiles, 1, 100_000, nameof(options.MaxFiles));
        problems.Range(options.MaxFileBytes, 1, 16 << 20, nameof(options.MaxFileBytes));
        problems.Range(options.MaxTotalBytes, 1, 1 << 30, nameof(options.MaxTotalBytes));
        return problems.Result();
    }
}
