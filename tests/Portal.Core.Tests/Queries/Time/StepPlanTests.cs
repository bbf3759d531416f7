using CsCheck;
using Portal.Core.Queries.Time;

namespace Portal.Core.Tests.Queries.Time;

public sealed class StepPlanTests
{
    [Theory]
    [InlineData(3600, 800, 15, 15)]
    [InlineData(3600, 800, 1, 5)]
    [InlineData(6 * 3600, 800, 15, 30)]
    [InlineData(24 * 3600, 800, 15, 120)]
    [InlineData(7 * 24 * 3600, 800, 15, 900)]
    [InlineData(3600, 10_000, 45, 45)]
    [InlineData(400 * 24 * 3600, 10_000, 15, 3600)]
    public void Steps_are_round_and_fit_the_panel(int seconds, int width, int smallest, int step)
    {
        const long Start = 1_700_000_000_123;
        var plan = StepPlan.For(new TimeRange(Start, Start + (seconds * 1000L)), width, TimeSpan.FromSeconds(smallest));
        Assert.Equal(step * 1000, plan.StepMs);
    }

    [Fact]
    public void Points_lie_on_multiples_of_the_step_and_are_never_too_many() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[1, 400L * 24 * 3600 * 1000], Gen.Int[1, 100_000], Gen.Long[1, 100_000]).Sample((start, length, width, smallest) =>
        {
            var plan = StepPlan.For(new TimeRange(start, start + length), width, TimeSpan.FromMilliseconds(smallest));
            Assert.True(plan.StepMs > 0);
            Assert.Equal((0, 0), (plan.StartMs % plan.StepMs, plan.EndMs % plan.StepMs));
            Assert.InRange(((plan.EndMs - plan.StartMs) / plan.StepMs) + 1, 1, StepPlan.MaxPoints);
            Assert.InRange(plan.StartMs, start - plan.StepMs + 1, start);
            Assert.InRange(plan.EndMs, start + length - plan.StepMs + 1, start + length);
        });

    [Fact]
    public void Questions_within_a_step_are_the_same_question()
    {
        var first = StepPlan.For(new TimeRange(1_700_000_100_000, 1_700_003_700_000), 800, TimeSpan.FromSeconds(15));
        var later = StepPlan.For(new TimeRange(1_700_000_100_000 + 9_999, 1_700_003_700_000 + 9_999), 800, TimeSpan.FromSeconds(15));
        Assert.Equal(first, later);
    }
}
