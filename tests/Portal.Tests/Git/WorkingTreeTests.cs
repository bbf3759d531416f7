using Portal.Configuration;
using Portal.Core.Diagnostics;
using Portal.Git;

namespace Portal.Tests.Git;

public sealed class WorkingTreeTests : IDisposable
{
    private readonly TempContent _content = TempContent.Plain();

    public void Dispose() => _content.Dispose();

    [Fact]
    public void A_plain_folder_works_and_a_notice_says_what_is_missing()
    {
        using var source = Open();

        var tree = source.Read(CancellationToken.None);

        Assert.Equal(["templates/a.yaml.sbn", "tenants/acme.yaml"], tree.Files.Keys);
        Assert.Equal(("PT006", Severity.Info), (Assert.Single(tree.Notices).Code, tree.Notices[0].Severity));
    }

    [Fact]
    public void In_a_repository_there_is_no_notice_and_saved_files_win()
    {
        using var committed = TempContent.Committed();
        committed.Write("templates/a.yaml.sbn", "title: Draft\n");
        using var source = Open(committed, ContentOptions.WorkingTree);

        var tree = source.Read(CancellationToken.None);

        Assert.Empty(tree.Notices);
        Assert.Equal("title: Draft\n", tree.Files["templates/a.yaml.sbn"]);
    }

    [Fact]
    public void The_same_files_are_the_same_revision_and_others_are_not()
    {
        using var source = Open();
        var first = source.Read(CancellationToken.None).Revision;
        _content.Write("templates/a.yaml.sbn", "title: A\n");
        Assert.Equal(first, source.Read(CancellationToken.None).Revision);

        _content.Write("templates/a.yaml.sbn", "title: B\n");
        Assert.NotEqual(first, source.Read(CancellationToken.None).Revision);
        Assert.StartsWith("working-tree-", first.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_refused_and_never_read()
    {
        _content.Link("templates/passwd.yaml.sbn", "/etc/passwd");
        _content.Link("templates/up", "..");
        using var source = Open();

        var tree = source.Read(CancellationToken.None);

        Assert.Equal(["templates/passwd.yaml.sbn", "templates/up"], tree.Notices.Where(n => n.Code == "PT003").Select(n => n.Location.File));
        Assert.Equal(2, tree.Files.Count);
    }

    [Fact]
    public void A_folder_of_content_that_is_a_link_is_refused()
    {
        Directory.Delete(Path.Combine(_content.Folder, "tenants"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(_content.Folder, "tenants"), "/etc");
        using var source = Open();

        Assert.Equal("tenants", Assert.Single(source.Read(CancellationToken.None).Notices, n => n.Code == "PT003").Location.File);
    }

    [Fact]
    public void Bad_files_are_refused()
    {
        _content.Write("templates/large.yaml.sbn", new string('x', (1 << 20) + 1));
        _content.Write("templates/binary.yaml.sbn", [0x66, 0xff, 0xfe]);
        using var source = Open();

        Assert.Equal(["PT005", "PT004", "PT006"], source.Read(CancellationToken.None).Notices.Select(n => n.Code));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        _content.Write("templates/a.yaml.sbn", [0xef, 0xbb, 0xbf, (byte)'x']);
        using var source = Open();

        Assert.Equal("x", source.Read(CancellationToken.None).Files["templates/a.yaml.sbn"]);
    }

    [Fact]
    public async Task A_save_ends_the_wait_by_the_file_system_s_word_alone()
    {
        using var source = Open(poll: TimeSpan.FromHours(1));
        source.Read(CancellationToken.None);
        var wait = source.WaitForChangeAsync(TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        _content.Write("templates/a.yaml.sbn", "title: Saved\n");
        await wait.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);

        Assert.Equal("title: Saved\n", source.Read(CancellationToken.None).Files["templates/a.yaml.sbn"]);
    }

    [Fact]
    public async Task A_file_that_replaces_another_ends_the_wait()
    {
        using var source = Open(poll: TimeSpan.FromHours(1));
        source.Read(CancellationToken.None);
        var wait = source.WaitForChangeAsync(TestContext.Current.CancellationToken);

        _content.Write("templates/.a.tmp", "title: Replaced, as editors do\n");
        File.Move(Path.Combine(_content.Folder, "templates/.a.tmp"), Path.Combine(_content.Folder, "templates/a.yaml.sbn"), overwrite: true);
        await wait.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);

        Assert.StartsWith("title: Replaced", source.Read(CancellationToken.None).Files["templates/a.yaml.sbn"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_appears_later_is_followed()
    {
        Directory.Delete(Path.Combine(_content.Folder, "templates"), recursive: true);
        using var source = Open(poll: TimeSpan.FromMilliseconds(20));
        source.Read(CancellationToken.None);
        var wait = source.WaitForChangeAsync(TestContext.Current.CancellationToken);

        _content.Write("templates/new/b.yaml.sbn", "title: B\n");
        await wait.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);

        Assert.Contains("templates/new/b.yaml.sbn", source.Read(CancellationToken.None).Files.Keys);
    }

    [Fact]
    public void A_folder_without_content_says_so()
    {
        var empty = Directory.CreateTempSubdirectory("portal-empty-");
        using var source = Sources.Open(new ContentOptions { Path = empty.FullName });

        Assert.Contains(source.Read(CancellationToken.None).Notices, n => n is { Code: "PT001", Severity: Severity.Error });
        empty.Delete();
    }

    private CatalogSource Open(TempContent? content = null, string revision = "", TimeSpan? poll = null) =>
        Sources.Open(new ContentOptions { Path = (content ?? _content).Folder, Revision = revision, PollInterval = poll ?? TimeSpan.FromSeconds(1) });
}
