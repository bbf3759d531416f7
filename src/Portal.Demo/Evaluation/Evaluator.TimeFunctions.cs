using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private Value? EvaluateTime(CallExpr call, Grid grid)
    {
        switch (call.Function.Name)
        {
            case "time":
                return new ScalarValue([.. Enumerable.Range(0, grid.Count).Select(i => grid.At(i) / 1000.0)]);
            case "start":
                return Constant(_query.StartMs / 1000.0, grid);
            case "end":
                return Constant(_query.EndMs / 1000.0, grid);
            case "step":
                return Constant(_query.StepMs / 1000.0, grid);
            case "range":
                return Constant((_query.EndMs - _query.StartMs) / 1000.0, grid);
            case "timestamp":
                return Timestamp(call, grid);
        }
        Func<DateTime, double>? part = call.Function.Name switch
        {
            "year" => static t => t.Year,
            "month" => static t => t.Month,
            "day_of_month" => static t => t.Day,
            "day_of_week" => static t => (int)t.DayOfWeek,
            "day_of_year" => static t => t.DayOfYear,
            "days_in_month" => static t => DateTime.DaysInMonth(t.Year, t.Month),
            "hour" => static t => t.Hour,
            "minute" => static t => t.Minute,
            _ => null,
        };
        if (part is null)
        {
            return null;
        }
        if (call.Arguments.Count > 0)
        {
            return MapFloats(call, grid, (_, v) => Date(v) is { } date ? part(date) : double.NaN);
        }
        var series = new EvalSeries(LabelSet.Empty, grid.Count);
        for (var i = 0; i < grid.Count; i++)
        {
            series.Set(i, Date(grid.At(i) / 1000) is { } date ? part(date) : double.NaN);
        }
        return new VectorValue([series]);
    }

    private static DateTime? Date(double seconds) =>
        seconds is > -62_135_596_800 and < 253_402_300_800 ? DateTime.UnixEpoch.AddSeconds(Math.Truncate(seconds)) : null;

    private VectorValue Timestamp(CallExpr call, Grid grid)
    {
        // Only a plain selector knows the times of its samples; other values are as old as the evaluation.
        var argument = StripParens(call.Arguments[0]);
        var direct = argument is VectorSelector selector ? SelectInstant(selector, grid, timestamps: true) : null;
        var results = new List<EvalSeries>();
        foreach (var series in direct ?? EvaluateVector(argument, grid))
        {
            var result = NewSeries(series, grid);
            for (var i = 0; i < grid.Count; i++)
            {
                if (series.Has(i))
                {
                    result.Set(i, direct is null ? grid.At(i) / 1000.0 : series.Floats[i]);
                }
            }
            results.Add(result);
        }
        return new(MergeDropped(results));
    }
}
