using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Git;

/// <summary>What can be wrong with the source of the content, before any of it is read.</summary>
internal static class ContentDiagnostics
{
    public static Diagnostic NoFolder() => new(DiagnosticCodes.ContentMissing, Severity.Error, "There is no content: no folder with templates/ and tenants/ was found above the current directory or the program.", new SourceLocation("."))
    {
        Remedy = "Set Content:Path to the folder that holds templates/ and tenants/.",
    };

    public static Diagnostic NoContent(string where) => new(DiagnosticCodes.ContentMissing, Severity.Error, $"{where} holds neither templates/ nor tenants/.", new SourceLocation("."))
    {
        Remedy = "Set Content:Path to the folder that holds templates/ and tenants/, and commit them.",
    };

    public static Diagnostic NoRevision(string revision, string reason) => new(DiagnosticCodes.RevisionUnreadable, Severity.Error, $"The revision '{revision}' cannot be read: {reason}", new SourceLocation("."))
    {
        Remedy = "Set Content:Revision to a branch, tag or SHA of the repository at Content:Path.",
    };

    public static Diagnostic FetchFailed(string reason, DateTimeOffset? fetched) => new(DiagnosticCodes.FetchFailed, Severity.Warning, $"The content could not be fetched. {reason}", new SourceLocation("."))
    {
        Remedy = $"What is live stays. {(fetched is { } at ? $"It was last fetched at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; it" : "It")} is tried again by itself.",
    };

    public static Diagnostic BranchGone(string revision) => new(DiagnosticCodes.RevisionUnreadable, Severity.Warning, $"The remote has no '{revision}' any more.", new SourceLocation("."))
    {
        Remedy = "What is live stays. Push the branch again, or set Content:Revision to another one.",
    };

    public static Diagnostic Rewritten(RevisionId head) => new(DiagnosticCodes.HistoryRewritten, Severity.Warning, $"The branch was rewritten: its newest commit {head.Short} does not have what is live in its past.", new SourceLocation("."))
    {
        Remedy = "What is live stays. An administrator takes the rewritten branch below, or push a commit that follows what is live.",
    };

    public static Diagnostic Link(string path) => new(DiagnosticCodes.LinkNotFollowed, Severity.Error, "A symbolic link or submodule is not followed.", new SourceLocation(path))
    {
        Remedy = "Put the file itself here.",
    };

    public static Diagnostic FileTooLarge(string path, long bytes, int max) => new(DiagnosticCodes.ContentTooLarge, Severity.Error, $"The file has {bytes:N0} bytes; {max:N0} are allowed.", new SourceLocation(path))
    {
        Remedy = "Split it, or raise Content:MaxFileBytes.",
    };

    public static Diagnostic TooMuch(string what, string key) => new(DiagnosticCodes.ContentTooLarge, Severity.Error, $"The content has too {what}.", new SourceLocation("."))
    {
        Remedy = $"Remove what is not needed, or raise Content:{key}.",
    };

    public static Diagnostic TooDeep(string path) => new(DiagnosticCodes.ContentTooLarge, Severity.Error, "The folders are nested too deeply.", new SourceLocation(path)) { Remedy = "Move the files up." };

    public static Diagnostic NotText(string path) => new(DiagnosticCodes.NotText, Severity.Error, "The file is not UTF-8 text.", new SourceLocation(path)) { Remedy = "Save it as UTF-8." };

    public static Diagnostic NotARepository() => new(DiagnosticCodes.NotARepository, Severity.Info, "The content is a plain folder, not a Git repository: saved files are shown as they are, without history.", new SourceLocation("."))
    {
        Remedy = "Run 'git init' and commit, so that each revision has a name and an author.",
    };

    public static Diagnostic Unreadable(string path, string reason) => new(DiagnosticCodes.FileUnreadable, Severity.Error, $"The file cannot be read: {reason}", new SourceLocation(path));

    public static Diagnostic Broken(string reason) => new(DiagnosticCodes.LoadingFailed, Severity.Error, $"Loading the revision failed inside the portal: {reason}", new SourceLocation("."))
    {
        Remedy = "This is a defect of the portal; its log has the details.",
    };
}
