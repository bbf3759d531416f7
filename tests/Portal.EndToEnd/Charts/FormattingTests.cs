namespace Portal.EndToEnd.Charts;

/// <summary>The pure functions behind the panels, in the browser that runs them.</summary>
public sealed class FormattingTests(ModulesFixture modules) : IClassFixture<ModulesFixture>
{
    [Fact]
    public async Task Numbers_are_written_in_their_unit()
    {
        (string Call, string Text)[] cases =
        [
            ("0, 'bytes'", "0 B"), ("1536, 'bytes'", "1.5 KiB"), ("1500, 'decbytes'", "1.5 kB"), ("1024 ** 4, 'bytes'", "1 TiB"), ("1e9, 'bps'", "1 Gb/s"), ("2048, 'binBps'", "2 KiB/s"),
            ("0.25, 's'", "250 ms"), ("90, 's'", "1.5 min"), ("5400, 's'", "1.5 h"), ("259200, 's'", "3 d"), ("0.00002, 's'", "20 µs"), ("1500, 'ms'", "1.5 s"), ("3, 'm'", "3 min"), ("-0.25, 's'", "-250 ms"),
            ("12.345, 'reqps'", "12.3 req/s"), ("1234567, 'reqps'", "1.23M req/s"), ("2500, 'ops'", "2.5K ops/s"), ("1, 'iops'", "1 io/s"),
            ("999960, 'short'", "1 Mil"), ("1234.5, 'short'", "1.23 K"), ("123456, 'none'", "123456"), ("0.1 + 0.2", "0.3"), ("-0.0001, null, 2", "0.00"),
            ("0.5, 'percentunit'", "50%"), ("0.9995, 'percentunit'", "99.95%"), ("0.999999, 'percentunit'", "99.9999%"), ("1, 'percentunit'", "100%"), ("12.3456, 'percent', 2", "12.35%"),
            ("21.5, 'celsius'", "21.5 °C"), ("-1234, 'currencyUSD'", "-$1.23 K"), ("5, 'currencyEUR'", "€5"), ("440, 'hertz'", "440 Hz"), ("255, 'hex'", "FF"),
            ("1, 'bool_on_off'", "On"), ("0, 'bool'", "False"), ("1700000000000, 'dateTimeAsIso'", "2023-11-14 22:13:20"), ("93784, 'dtdhms'", "1d 02:03:04"),
            ("12, 'apples'", "12 apples"), ("12, 'suffix:x'", "12x"), ("12, 'prefix:#'", "#12"), ("NaN", ""), ("null", ""), ("Infinity", "+Inf"), ("5, '__proto__'", "5 __proto__"),
        ];

        var texts = await modules.EvaluateAsync("js/units.js", $"[{string.Join(", ", cases.Select(c => $"m.format({c.Call})"))}]");

        Assert.Equal(cases.Select(c => (c.Call, c.Text)), cases.Select((c, i) => (c.Call, texts[i].GetString()!)));
    }

    [Fact]
    public async Task Value_axes_have_round_steps_for_their_unit()
    {
        async Task<string> Ticks(string call) => string.Join(" | ", (await modules.EvaluateAsync("js/axis.js", $"m.{call}.ticks.map((t) => t.text)")).EnumerateArray().Select(t => t.GetString()));

        Assert.Equal("0 B | 2 GiB | 4 GiB | 6 GiB | 8 GiB | 10 GiB", await Ticks("valueAxis(1e6, 9e9, {}, 5, 'bytes')"));
        Assert.Equal("0 s | 30 s | 1 min | 1.5 min | 2 min", await Ticks("valueAxis(3, 110, {}, 4, 's')"));
        Assert.Equal("99.80% | 99.85% | 99.90% | 99.95% | 100%", await Ticks("valueAxis(0.9981, 0.9999, {}, 5, 'percentunit')"));
        Assert.Equal("1 ms | 10 ms | 100 ms | 1 s", await Ticks("logAxis(0.001, 0.9, {}, 5, 's')"));
        Assert.NotEmpty(await Ticks("valueAxis(Infinity, -Infinity, {}, 5)"));
        Assert.NotEmpty(await Ticks("valueAxis(7, 7, {}, 5)"));
    }

    [Fact]
    public async Task Time_axes_are_round_in_the_viewers_zone_also_when_clocks_change()
    {
        var ticks = await modules.EvaluateAsync("js/axis.js", "m.timeTicks(Date.UTC(2026, 2, 28, 22), Date.UTC(2026, 2, 29, 4), 8, 'Europe/Berlin').map((t) => `${new Date(t.value).toISOString().slice(11, 16)} ${t.text}`)");

        Assert.Equal(["22:00 23:00", "23:00 29 Mar", "00:00 01:00", "01:00 03:00", "02:00 04:00", "03:00 05:00", "04:00 06:00"], ticks.EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task A_spreadsheet_runs_nothing_of_a_csv_file()
    {
        var csv = await modules.EvaluateAsync("js/panels/rows.js", """
            m.csvOf([
              { name: '=a', type: 'string', values: ['=cmd|calc', '+1', '-2.5', '@x', '-rm', 'a,"b"', null, '＝cmd', '\t=a', '\r=a', '\n=a'] },
              { name: 'Time', type: 'time', values: [0, 1000, 2000, 3000, 4000, 5000, 6000, null, null, null, null] },
              { name: 'Value', type: 'number', values: [-1, 2, null, 4, 5, 6, 7, 8, 9, 10, 11] },
            ])
            """);

        Assert.Equal(
            ["'=a,Time,Value", "'=cmd|calc,1970-01-01T00:00:00.000Z,-1", "+1,1970-01-01T00:00:01.000Z,2", "-2.5,1970-01-01T00:00:02.000Z,", "'@x,1970-01-01T00:00:03.000Z,4", "'-rm,1970-01-01T00:00:04.000Z,5", "\"a,\"\"b\"\"\",1970-01-01T00:00:05.000Z,6", ",1970-01-01T00:00:06.000Z,7", "'＝cmd,,8", "'\t=a,,9", "\"'\r=a\",,10", "\"'\n=a\",,11", ""],
            csv.GetString()!.Split("\r\n"));
    }

    [Fact]
    public async Task Classic_buckets_lose_what_is_in_the_buckets_below()
    {
        var cells = await modules.EvaluateAsync("js/panels/heatmap.js", """
            (() => {
              const s = (le, values) => ({ labels: { le }, times: [0, 60], values });
              return m.classicCells([s('+Inf', [10, 12]), s('0.1', [4, 5]), s('0.5', [9, 4])]).cells.map((c) => `${c.time} ${c.row} ${c.count}`);
            })()
            """);

        Assert.Equal(["0 0 4", "60 0 5", "0 1 5", "0 2 1", "60 2 8"], cells.EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task Native_histograms_add_up_by_bucket_and_an_open_end_is_infinite()
    {
        var rows = await modules.EvaluateAsync("js/panels/heatmap.js", """
            (() => {
              const frame = { fields: [{ type: 'time', values: [0, 60] }, { type: 'histogram', values: [{ buckets: [[0, 1, 2, 3], [0, 2, null, 1]] }, null] }] };
              const { rows, cells } = m.nativeCells([frame, frame]);
              return [...rows.map((r) => `${r.low}-${r.high}`), ...cells.map((c) => `${c.time} ${c.row} ${c.count}`)];
            })()
            """);

        Assert.Equal(["1-2", "2-Infinity", "0 0 6", "0 1 2"], rows.EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task Equal_neighbours_become_one_state_and_a_gap_ends_it()
    {
        var list = await modules.EvaluateAsync("js/panels/state-timeline.js", "m.stretches([0, 10, 20, 30, 60, 70], [1, 1, 0, null, 1, 1], 10, 75).map((s) => `${s.from}-${s.to}=${s.value}`)");

        Assert.Equal(["0-20=1", "20-30=0", "60-75=1"], list.EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task Tables_of_several_queries_are_joined_on_their_labels()
    {
        var rows = await modules.EvaluateAsync("js/panels/rows.js", """
            (() => {
              const f = (refId, names, values) => ({ refId, fields: [{ name: 'service', type: 'string', values: names }, { name: 'Value', type: 'number', values }] });
              return m.tableOf({ frames: [f('A', ['a', 'b'], [1, 2]), f('B', ['b', 'c'], [3, 4])] }).map((c) => `${c.name}: ${c.values.map((v) => v ?? '-').join(' ')}`);
            })()
            """);

        Assert.Equal(["service: a b c", "Value #A: 1 2 -", "Value #B: - 3 4"], rows.EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task A_table_sorts_by_the_values_of_the_query_that_a_letter_names()
    {
        var rows = await modules.EvaluateAsync("js/panels/table.js", """
            (() => {
              const f = (refId, names, values) => ({ refId, fields: [{ name: 'service', type: 'string', values: names }, { name: 'Value', type: 'number', values }] });
              const body = document.createElement('div');
              const display = { sort: { field: 'A', descending: true }, columns: [{ field: 'service' }, { field: 'A', title: 'Requests' }, { field: 'B' }], overrides: [], mappings: [], axis: {} };
              m.create(body, { display, zone: 'UTC' }).draw({ frames: [f('A', ['a', 'b', 'c'], [2, 3, 1]), f('B', ['a', 'b', 'c'], [1, 2, 3])] });
              return [...body.querySelectorAll('tbody tr')].map((r) => r.cells[0].textContent);
            })()
            """);

        Assert.Equal(["b", "a", "c"], rows.EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task Thresholds_mappings_and_overrides_decide_how_a_value_is_shown()
    {
        var shown = await modules.EvaluateAsync("js/display.js", """
            (() => {
              const display = { unit: 's', noValue: 'none', mappings: [{ value: '0', text: 'Down' }, { from: 5, to: 6, text: 'low' }, { special: 'nan', text: 'void' }],
                thresholds: { mode: 'absolute', steps: [{ value: null, color: 'green' }, { value: 1, color: 'red' }] }, axis: {},
                overrides: [{ seriesRegex: '^p9', unit: 'ms' }, { series: 'p99', displayName: 'slow' }, { seriesRegex: '(', unit: 'x' }] };
              const s = m.settingsFor(display, 'p99', 'A');
              const plain = { ...display, mappings: [] };
              return [m.show(0, display).text, m.show(5.5, display).text, m.show(null, display).text, m.show(null, plain).text, m.show(2, display).text, s.unit, s.displayName,
                String(m.threshold(1, display).color), String(m.threshold(0.99, display).color), String(m.reduce([1, null, 3, null], 'lastNotNull')), String(m.reduce([1, null, 3, null], 'last')), String(m.reduce([1, null, 3], 'mean'))];
            })()
            """);

        Assert.Equal(["Down", "low", "void", "none", "2 s", "ms", "slow", "red", "green", "3", "null", "2"], shown.EnumerateArray().Select(c => c.GetString()));
    }
}
