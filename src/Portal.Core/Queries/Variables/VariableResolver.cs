using System.Globalization;
using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.PromQL;
using Portal.Core.Masking;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Presentation;
using Portal.Core.Queries.Time;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Variables;

/// <summary>A variable with its options as the asker is shown them, and what it stands for in queries.</summary>
internal sealed record Resolution(ResolvedVariable Variable, VariableValue Value)
{
    /// <summary>What it stands for in what the asker reads.</summary>
    public VariableValue Shown { get; init; } = Value;
}

/// <summary>Finds the options of variables and checks what is chosen. Variables that do not name each other are resolved at the same time.</summary>
/// <param name="metrics">Asks for metrics.</param>
/// <param name="logs">Asks for logs.</param>
internal sealed class VariableResolver(MetricsQueries metrics, LogsQueries logs)
{
    internal const long StepMs = 60_000;

    /// <summary>Resolves variables, given in the dashboard's order. Those that they name stand before them.</summary>
    /// <exception cref="QueryException">A variable that is held cannot have the values that it is held to.</exception>
    public async Task<IReadOnlyList<Resolution>> ResolveAsync(
        QueryContext context, IReadOnlyList<Variable> variables, PanelDataRequest request, CancellationToken cancellation)
    {
        var running = new Dictionary<string, Task<Resolution>>(StringComparer.Ordinal);
        var inOrder = new List<Task<Resolution>>();
        foreach (var variable in variables)
        {
            var named = VariableGraph.NamedBy(variable).Distinct().Where(running.ContainsKey).Select(name => (name, running[name])).ToList();
            var task = ResolveAsync(context, variable, request.Variables.GetValueOrDefault(variable.Name), request.Held.Contains(variable.Name), named, cancellation);
            running[variable.Name] = task;
            inOrder.Add(task);
        }
        return await Task.WhenAll(inOrder);
    }

    private async Task<Resolution> ResolveAsync(
        QueryContext context, Variable variable, IReadOnlyList<string>? asked, bool held, List<(string Name, Task<Resolution> Task)> named, CancellationToken cancellation)
    {
        IReadOnlyList<OfferedOption> options = [.. variable.Options.Select(OfferedOption.Clear)];
        QueryError? error = null;
        if (variable.Kind == VariableKind.Query)
        {
            var values = new Dictionary<string, VariableValue>(StringComparer.Ordinal);
            foreach (var (name, task) in named)
            {
                values[name] = (await task).Value;
            }
            try
            {
                options = await OptionsAsync(context, variable, values, cancellation);
            }
            catch (QueryException e)
            {
                error = (context.Masker is { } masker ? MaskedAnswers.Mask(masker, e.Error) : e.Error) with { Detail = null };
            }
        }
        if (error is not null)
        {
            return held ? throw new QueryException(error) : new Resolution(new ResolvedVariable(variable, [], [], error), new VariableValue([]) { Error = error });
        }
        IReadOnlyList<VariableOption> used = [.. options.Select(option => option.Used)];
        if (context.Masker is not null && !held)
        {
            return Masked(variable, options, used, asked);
        }
        var offered = Offered(variable, used);
        var choice = VariableChoice.Check(variable, offered, asked);
        if (held && (asked is null || !choice.Selected.SequenceEqual(asked)))
        {
            throw new QueryException(new QueryError(QueryErrorKind.NotFound, "What is shown here is bound to values that are not there now.", "They may be there again in another range."));
        }
        return Shown(context.Masker, new Resolution(new ResolvedVariable(variable, offered, choice.Selected, null) { Note = choice.Note }, Value(variable, used, choice.Selected)), options);
    }

    private static IReadOnlyList<VariableOption> Offered(Variable variable, IReadOnlyList<VariableOption> options) =>
        variable.IncludeAll ? [new VariableOption("All", VariableChoice.All), .. options.Where(option => option.Value != VariableChoice.All)] : options;

    // By a text of one's own, what is masked could be found out.
    private static Resolution Masked(Variable variable, IReadOnlyList<OfferedOption> options, IReadOnlyList<VariableOption> used, IReadOnlyList<string>? asked)
    {
        if (variable.Kind == VariableKind.Text)
        {
            var preset = VariableChoice.Check(variable, used, null).Selected;
            var note = asked is not [var text, ..] || text == preset[0] ? null : $"In your role no text can be given for '{variable.Label ?? variable.Name}', because some fields are masked; its default is shown.";
            return new Resolution(new ResolvedVariable(variable, used, preset, null) { Note = note }, Value(variable, used, preset));
        }
        var offered = new OfferedOptions(options);
        var choice = VariableChoice.Check(variable, Offered(variable, used), asked is null ? null : offered.Meant(variable, asked));
        var shown = offered.ShownOf(choice.Selected);
        return new Resolution(new ResolvedVariable(variable, Offered(variable, offered.Shown), shown, null) { Note = choice.Note }, Value(variable, used, choice.Selected))
        {
            Shown = Value(variable, offered.Shown, shown),
        };
    }

    // What a variable is held to was chosen by one who may; it is shown as the asker may see it.
    private static Resolution Shown(Masker? masker, Resolution resolution, IReadOnlyList<OfferedOption> options)
    {
        if (masker is null)
        {
            return resolution;
        }
        var (variable, selected) = (resolution.Variable.Variable, resolution.Variable.Selected);
        var offered = new OfferedOptions(variable.Kind == VariableKind.Text ? [.. selected.Select(text => new OfferedOption(new(text, text), new(masker.Text(text), masker.Text(text))))] : options);
        var shown = offered.ShownOf(selected);
        return resolution with
        {
            Variable = resolution.Variable with { Options = variable.Kind == VariableKind.Text ? [] : Offered(variable, offered.Shown), Selected = shown },
            Shown = Value(variable, offered.Shown, shown),
        };
    }

    private static VariableValue Value(Variable variable, IReadOnlyList<VariableOption> options, IReadOnlyList<string> selected)
    {
        if (variable.IncludeAll && selected is [VariableChoice.All])
        {
            return new VariableValue([.. options.Where(option => option.Value != VariableChoice.All)]) { IsAll = true, AllRegex = variable.AllValue };
        }
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            texts.TryAdd(option.Value, option.Text);
        }
        return new VariableValue([.. selected.Select(value => new VariableOption(texts.GetValueOrDefault(value, value), value))]) { IsTyped = variable.Kind == VariableKind.Text };
    }

    private async Task<IReadOnlyList<OfferedOption>> OptionsAsync(QueryContext context, Variable variable, Dictionary<string, VariableValue> named, CancellationToken cancellation)
    {
        var (datasource, error) = context.MetricsOrLogs(variable.Datasource);
        if (error is not null)
        {
            throw new QueryException(error);
        }
        var query = VariableQuery.Read(variable.Query ?? "") ?? throw Wrong("The variable's query is not one that the portal knows.", VariableQuery.Help);
        var values = context.WithMacros(named, StepMs, datasource!.ScrapeInterval);
        var regex = variable.Regex is not { Length: > 0 } pattern ? null
            : OptionFilter.Read(VariableText.Fill(pattern, values, VariableFormat.Escape)) ?? throw Wrong("The variable's regular expression is not valid.", "Leave look-arounds and back references out.");
        var aligned = StepPlan.Floor(context.Range.FromMs, StepMs);
        var range = new TimeRange(aligned, Math.Max(aligned, StepPlan.Floor(context.Range.ToMs, StepMs)) + StepMs);
        // Queries are made of what there is; what is shown of it is told beside.
        var (open, masker) = (context with { Masker = null }, metrics.Masker(context));
        var options = OptionFilter.Options(
            datasource.Kind == DatasourceKind.Loki
                ? await LogVariables.AskAsync(logs, open, masker, datasource, query, values, range, cancellation)
                : await AskAsync(open, masker, datasource, query, values, range, cancellation),
            regex);
        return MaskedAnswers.Whole(masker, options);
    }

    private async Task<IEnumerable<(string Used, string Shown)>> AskAsync(
        QueryContext context, Masker? masker, Datasource datasource, VariableQuery query, Dictionary<string, VariableValue> values, TimeRange range, CancellationToken cancellation)
    {
        switch (query.Kind)
        {
            case VariableQueryKind.LabelValues:
                var selector = query.Expr is null ? null : PromQLPrinter.Print(Fill(query.Expr, values));
                var label = Label(query.Label!, values);
                return Pairs(masker, label, await metrics.LabelValuesAsync(context, Selector(context, datasource, selector), label, range, cancellation));
            case VariableQueryKind.LabelNames:
                return Pairs(masker, "", await metrics.LabelNamesAsync(context, Selector(context, datasource, null), range, cancellation));
            case VariableQueryKind.Metrics:
                var named = PromQLPrinter.Print(VariableQuery.MetricsMatching(VariableText.Fill(query.Expr!, values, VariableFormat.Escape)));
                return Pairs(masker, "__name__", await metrics.LabelValuesAsync(context, Selector(context, datasource, named), "__name__", range, cancellation));
            default:
                var scoped = QueryScoper.PromQL(context.Scope, context.Environment, datasource, PromQLPrinter.Print(Fill(query.Expr!, values))).OrThrow();
                var answer = await metrics.InstantAsync(context, scoped, "", range.ToMs - StepMs, TimeSpan.FromMilliseconds(StepMs), cancellation);
                return Rows(masker, answer.Answer);
        }
    }

    private static ScopedQuery Selector(QueryContext context, Datasource datasource, string? selector) => QueryScoper.Selector(context.Scope, context.Environment, datasource, selector).OrThrow();

    private static Expr Fill(string text, Dictionary<string, VariableValue> values)
    {
        var (expression, problem) = Interpolation.Fill(text, values);
        return expression ?? throw new QueryException(problem!.Error);
    }

    internal static string Label(string label, IReadOnlyDictionary<string, VariableValue> values)
    {
        var filled = VariableText.Fill(label, values);
        return ValueSyntax.IsName(filled, part: false) ? filled : throw Wrong("The label of the variable's query is not a name.", "Choose a name such as job or instance.");
    }

    /// <summary>The values of a name with what the asker may see of each.</summary>
    internal static IEnumerable<(string Used, string Shown)> Pairs(Masker? masker, string name, IEnumerable<string> values) =>
        values.Select(value => (value, masker?.Value(name, value) ?? value));

    /// <summary>The series of an answer as Grafana shows them to the variable's regular expression: series, value, time.</summary>
    internal static IEnumerable<(string Used, string Shown)> Rows(Masker? masker, BackendAnswer answer) =>
        answer.Frames.Select(frame => (Used: Row(frame), Shown: Row(masker is null ? frame : MaskedAnswers.Mask(masker, frame)))).OrderBy(row => row.Used, StringComparer.Ordinal);

    private static string Row(Frame frame)
    {
        var value = frame.Fields.OfType<NumberField>().FirstOrDefault()?.Values.LastOrDefault(double.NaN) ?? double.NaN;
        var time = frame.Fields.OfType<TimeField>().FirstOrDefault()?.Values.LastOrDefault() ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{SeriesNotation.Of(frame)} {value} {time}");
    }

    internal static QueryException Wrong(string message, string remedy) => new(new QueryError(QueryErrorKind.BadData, message, remedy));
}
