using LibGit2Sharp;

namespace Portal.Tests.Git;

/// <summary>A folder with content, and a Git repository where wanted; gone at the end of the test.</summary>
internal sealed class TempContent : IDisposable
{
    private static readonly Signature Author = new("Ada", "ada@example.org", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-content-").FullName;

    public static TempContent Plain()
    {
        var content = new TempContent();
        content.Write("templates/a.yaml.sbn", "title: A\n");
        content.Write("tenants/acme.yaml", "id: acme\n");
        return content;
    }

    public static TempContent Committed()
    {
        var content = Plain();
        Repository.Init(content.Folder);
        content.Commit("First");
        return content;
    }

    public void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        // At once, so that nobody reads a half of it.
        var whole = Path.GetTempFileName();
        File.WriteAllBytes(whole, bytes);
        File.Move(whole, full, overwrite: true);
    }

    public void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(Folder, path), target);

    public string Commit(string message)
    {
        using var repository = new Repository(Folder);
        Commands.Stage(repository, "*");
        return repository.Commit(message, Author, Author, new CommitOptions { AllowEmptyCommit = true }).Sha;
    }

    /// <summary>The SHA of the commit that is checked out.</summary>
    public string Head()
    {
        using var repository = new Repository(Folder);
        return repository.Head.Tip.Sha;
    }

    public void Git(Action<Repository> work)
    {
        using var repository = new Repository(Folder);
        work(repository);
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (new FileInfo(file) is { LinkTarget: null, IsReadOnly: true } readOnly)
            {
                readOnly.IsReadOnly = false;
            }
        }
        Directory.Delete(Folder, recursive: true);
    }
}
