using LibGit2Sharp;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Tests.Git;

public sealed class CommitReaderTests : IDisposable
{
    private readonly TempContent _content = TempContent.Committed();

    public void Dispose() => _content.Dispose();

    [Fact]
    public void A_commit_is_read_with_its_author_message_and_time()
    {
        var tree = Read();

        Assert.Empty(tree.Notices);
        Assert.Equal(40, tree.Revision.Value.Length);
        Assert.Equal(["templates/a.yaml.sbn", "tenants/acme.yaml"], tree.Files.Keys);
        Assert.Equal("title: A\n", tree.Files["templates/a.yaml.sbn"]);
        Assert.Equal("First", tree.Message);
        Assert.Equal("Ada", tree.Author);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 2, 4, 5, TimeSpan.Zero), tree.Time);
    }

    [Fact]
    public void What_is_saved_but_not_committed_is_not_seen()
    {
        _content.Write("templates/a.yaml.sbn", "title: Draft\n");
        _content.Write("templates/b.yaml.sbn", "title: B\n");
        File.Delete(Path.Combine(_content.Folder, "tenants/acme.yaml"));

        var tree = Read();

        Assert.Equal(["templates/a.yaml.sbn", "tenants/acme.yaml"], tree.Files.Keys);
        Assert.Equal("title: A\n", tree.Files["templates/a.yaml.sbn"]);
    }

    [Fact]
    public void A_branch_a_tag_and_a_SHA_name_a_revision()
    {
        string? first = null;
        _content.Git(repository =>
        {
            first = repository.Head.Tip.Sha;
            repository.ApplyTag("light");
            repository.ApplyTag("v1", new Signature("Ada", "ada@example.org", DateTimeOffset.UnixEpoch), "annotated");
            repository.CreateBranch("release/1");
        });
        _content.Write("templates/a.yaml.sbn", "title: Later\n");
        var second = _content.Commit("Second");

        foreach (var name in new[] { "light", "v1", "release/1", first!, first![..10], "HEAD~1" })
        {
            var tree = Read(name);
            Assert.Equal((first, "title: A\n"), (tree.Revision.Value, tree.Files["templates/a.yaml.sbn"]));
        }
        Assert.Equal(second, Read("HEAD").Revision.Value);
    }

    [Theory]
    [InlineData("no-such-branch")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("HEAD:templates")]
    [InlineData("..")]
    [InlineData("@{-1")]
    [InlineData("HEAD^{/First}")]
    [InlineData(":/First")]
    public void A_revision_that_does_not_exist_is_a_diagnostic(string revision)
    {
        var tree = Read(revision);

        Assert.Equal("PT002", Assert.Single(tree.Notices).Code);
        Assert.Contains(revision, tree.Notices[0].Message, StringComparison.Ordinal);
        Assert.Empty(tree.Files);
    }

    [Fact]
    public void A_repository_without_a_commit_is_a_diagnostic()
    {
        using var fresh = TempContent.Plain();
        Repository.Init(fresh.Folder);

        Assert.Contains("no commit yet", Assert.Single(Read("", fresh.Folder).Notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_may_be_in_a_folder_of_the_repository()
    {
        _content.Write("ops/portal/templates/deep.yaml.sbn", "title: Deep\n");
        _content.Write("ops/portal/tenants/nova.yaml", "id: nova\n");
        _content.Commit("Nested");

        Assert.Equal(["templates/deep.yaml.sbn", "tenants/nova.yaml"], Read("", Path.Combine(_content.Folder, "ops/portal")).Files.Keys);
    }

    [Fact]
    public void A_bare_repository_is_read_too()
    {
        var bare = Directory.CreateTempSubdirectory("portal-bare-").FullName;
        try
        {
            Repository.Clone(_content.Folder, bare, new CloneOptions { IsBare = true });
            Assert.Equal(2, Read("", bare).Files.Count);
        }
        finally
        {
            foreach (var file in new DirectoryInfo(bare).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                file.IsReadOnly = false;
            }
            Directory.Delete(bare, recursive: true);
        }
    }

    [Fact]
    public void Links_and_submodules_are_refused()
    {
        _content.Link("templates/passwd.yaml.sbn", "/etc/passwd");
        _content.Link("tenants/more", "..");
        _content.Commit("Links");
        _content.Git(repository => Commit(repository, definition => definition.AddGitLink("templates/vendor", repository.Head.Tip.Id)));

        var tree = Read();

        Assert.Equal(
            ["templates/passwd.yaml.sbn", "templates/vendor", "tenants/more"],
            tree.Notices.Where(n => n is { Code: "PT003", Severity: Severity.Error }).Select(n => n.Location.File).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(tree.Files.Values, text => text.Contains("root:", StringComparison.Ordinal));
    }

    [Fact]
    public void Hidden_files_and_files_of_other_kinds_are_no_content()
    {
        _content.Write("templates/.a.yaml.sbn", "no");
        _content.Write("templates/README.md", "no");
        _content.Write("templates/.git-keep/x.yaml", "no");
        _content.Write("other/x.yaml", "no");
        _content.Commit("Noise");

        Assert.Equal(2, Read().Files.Count);
    }

    [Fact]
    public void Files_that_are_too_large_too_many_or_not_text_are_refused()
    {
        _content.Write("templates/large.yaml.sbn", new string('x', 2_000));
        _content.Write("templates/binary.yaml.sbn", [0x66, 0xff, 0xfe]);
        _content.Write("templates/nul.yaml.sbn", "a\0b");
        _content.Commit("Bad");

        var large = Read(options: new ContentOptions { MaxFileBytes = 1_000 }).Notices;
        Assert.Equal(["PT005 templates/binary.yaml.sbn", "PT004 templates/large.yaml.sbn", "PT005 templates/nul.yaml.sbn"], large.Select(n => $"{n.Code} {n.Location}"));
        Assert.Contains("MaxFiles", Assert.Single(Read(options: new ContentOptions { MaxFiles = 1 }).Notices, n => n.Code == "PT004").Remedy, StringComparison.Ordinal);
        Assert.Contains("MaxTotalBytes", Assert.Single(Read(options: new ContentOptions { MaxTotalBytes = 100 }).Notices, n => n.Code == "PT004").Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.txt")]
    [InlineData(".hidden.yaml")]
    [InlineData("link.yaml")]
    public void A_few_folders_that_hold_each_other_over_and_over_are_refused_and_not_walked(string name)
    {
        _content.Git(repository =>
        {
            var objects = repository.ObjectDatabase;
            var leaf = new TreeDefinition();
            leaf.Add(name, objects.CreateBlob(new MemoryStream("a"u8.ToArray())), name[0] == 'l' ? Mode.SymbolicLink : Mode.NonExecutableFile);
            var tree = objects.CreateTree(leaf);
            // 10 to the power of 14 files.
            for (var depth = 0; depth < 14; depth++)
            {
                var folder = new TreeDefinition();
                for (var i = 0; i < 10; i++)
                {
                    folder.Add($"d{i}", tree);
                }
                tree = objects.CreateTree(folder);
            }
            Commit(repository, definition => definition.Add("templates", tree));
        });

        var notices = Read(options: new ContentOptions { MaxFiles = 100 }).Notices;

        Assert.Contains("MaxFiles", Assert.Single(notices, notice => notice.Code == "PT004").Remedy, StringComparison.Ordinal);
        Assert.InRange(notices.Count, 1, 1_001);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_unpacked()
    {
        _content.Git(repository =>
        {
            var blob = repository.ObjectDatabase.CreateBlob(new MemoryStream("title: Huge\n"u8.ToArray()));
            Commit(repository, definition => definition.Add("templates/huge.yaml.sbn", blob, Mode.NonExecutableFile));
            // It says that it is 8 GiB, and whoever unpacks it finds out that it is not.
            var file = new FileInfo(Path.Combine(repository.Info.Path, "objects", blob.Sha[..2], blob.Sha[2..])) { IsReadOnly = false };
            using var packed = new System.IO.Compression.ZLibStream(file.Create(), System.IO.Compression.CompressionLevel.Optimal);
            packed.Write("blob 8589934592\0title"u8);
        });

        var tree = Read();

        Assert.Equal(["PT004 templates/huge.yaml.sbn"], tree.Notices.Select(n => $"{n.Code} {n.Location}"));
        Assert.Contains("8,589,934,592", tree.Notices[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, tree.Files.Count);
    }

    [Fact]
    public async Task A_commit_ends_the_wait()
    {
        using var source = Sources.Open(new ContentOptions { Path = _content.Folder, PollInterval = TimeSpan.FromMilliseconds(20) });
        source.Read(CancellationToken.None);
        var wait = source.WaitForChangeAsync(TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        _content.Write("templates/a.yaml.sbn", "title: Later\n");
        var second = _content.Commit("Second");
        await wait.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);

        Assert.Equal(second, source.Read(CancellationToken.None).Revision.Value);
    }

    /// <summary>Commits what no work tree could hold.</summary>
    private static void Commit(Repository repository, Action<TreeDefinition> change)
    {
        var definition = TreeDefinition.From(repository.Head.Tip.Tree);
        change(definition);
        var signature = new Signature("Ada", "ada@example.org", DateTimeOffset.UnixEpoch);
        var commit = repository.ObjectDatabase.CreateCommit(signature, signature, "Made", repository.ObjectDatabase.CreateTree(definition), [repository.Head.Tip], false);
        repository.Refs.UpdateTarget(repository.Refs["HEAD"].ResolveToDirectReference(), commit.Id);
    }

    private ContentTree Read(string revision = "", string? folder = null, ContentOptions? options = null)
    {
        options ??= new ContentOptions();
        options.Path = folder ?? _content.Folder;
        options.Revision = revision;
        using var source = Sources.Open(options);
        return source.Read(CancellationToken.None);
    }
}
