using Portal.Core.Queries;
using Portal.Problems;

namespace Portal.Tests.Problems;

public sealed class QueryProblemsTests
{
    private static readonly QueryError Forbidden = new(QueryErrorKind.Forbidden, "Nothing keeps this environment apart.", "Give it an isolation.", "words");

    [Fact]
    public void What_is_forbidden_looks_like_what_is_not_there()
    {
        var forbidden = QueryProblems.Problem(Forbidden, forEditor: false);
        var missing = QueryProblems.Problem(new QueryError(QueryErrorKind.NotFound, QueryProblems.NotFound, QueryProblems.NotFoundRemedy), forEditor: false);

        Assert.Equal((404, missing.Detail), (forbidden.Status, forbidden.Detail));
        Assert.Equal(missing.Extensions, forbidden.Extensions);
    }

    [Fact]
    public void Editors_are_told_the_reason_and_the_backend_s_words()
    {
        var problem = QueryProblems.Problem(Forbidden, forEditor: true);

        Assert.Equal((404, Forbidden.Message), (problem.Status, problem.Detail));
        Assert.Equal(("forbidden", "Give it an isolation.", "words"), (problem.Extensions["kind"], problem.Extensions["remedy"], problem.Extensions["backend"]));
    }

    [Fact]
    public void Viewers_are_not_told_the_backend_s_words() =>
        Assert.DoesNotContain("backend", QueryProblems.Problem(Forbidden with { Kind = QueryErrorKind.BadData }, forEditor: false).Extensions.Keys);

    [Fact]
    public void Every_kind_has_a_status_of_its_own_right() =>
        Assert.All(Enum.GetValues<QueryErrorKind>(), kind => Assert.InRange(QueryProblems.Status(kind), 400, 504));
}
