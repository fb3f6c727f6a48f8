namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>What the server sends to the dashboard (src/contract.ts there), with figures that follow from a number.</summary>
internal static class FakeFigures
{
    private const long Noon = 1_767_009_600_000;

    public static readonly string[] Hostile =
    [
        "<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "{a|b}", "{name|<b>x</b>}", "javascript:window.hacked=1",
        "\"'><svg onload=window.hacked=1>", "\u202Etxt.exe", "__proto__", "constructor", "/caf\u00E9/\u2615\uFE0F/\u65E5\u672C\u8A9E", "/" + new string('x', 2000), "", "\u0000\u0007",
    ];

    public static readonly string[] Ordinary = ["/", "/products", "/products/hand-grinder", "/cart", "/checkout"];

    public static object Now(long users, string[]? unreadable = null, string[]? oversized = null) => new
    {
        at = Noon + (users * 2000),
        application = "shop",
        state = "running",
        isPaused = false,
        failure = (string?)null,
        activeUsers = users,
        openSessions = users + 10,
        openedPerMinute = users / 10,
        closedPerMinute = users / 20,
        clicksPerSecond = users * 1.5,
        lag = 7 + (users % 5),
        latency = new { p50 = 120, p99 = 900 + (users % 50) },
        commit = new { p50 = 11, p99 = 45 + (users % 7) },
        counts = new { read = 1_000 + users, late = 3, rejected = 2, guarded = 1, failed = 0 },
        instances = 1,
        silent = Array.Empty<string>(),
        unreadable = unreadable ?? [],
        oversized = oversized ?? [],
    };

    public static object Site(int seed, string[] names) => new
    {
        at = Noon,
        from = Noon - 3_600_000,
        to = Noon,
        hasInsights = true,
        minutes = Enumerable.Range(0, 60).Select(i => new { start = Noon - ((60 - i) * 60_000L), clicks = 100 + ((i * seed) % 37), users = 20 + ((i + seed) % 9), opened = 4, closed = 3 + (i % 3) }),
        closedSessions = 420,
        bounceRate = 0.25,
        durations = Buckets(seed, 0, 10, 60, 600),
        events = Buckets(seed, 1, 2, 5, 10),
        pages = Ranked(names, seed),
        entries = Ranked(names, seed),
        exits = Ranked(names, seed),
        referrers = Ranked(names, seed),
        campaigns = Ranked(names, seed),
        paths = names.SelectMany((from, i) => new object[]
        {
            new { step = 1, from, to = (string?)names[(i + 1) % names.Length], count = 50 + ((seed + i) % 20) },
            new { step = 2, from = names[(i + 1) % names.Length], to = (string?)null, count = 9 + i },
        }),
    };

    public static object WithoutInsights() => new
    {
        at = Noon,
        from = Noon - 3_600_000,
        to = Noon,
        hasInsights = false,
        minutes = Array.Empty<object>(),
        closedSessions = 0,
        bounceRate = (double?)null,
        durations = Array.Empty<object>(),
        events = Array.Empty<object>(),
        pages = Array.Empty<object>(),
        entries = Array.Empty<object>(),
        exits = Array.Empty<object>(),
        referrers = Array.Empty<object>(),
        campaigns = Array.Empty<object>(),
        paths = Array.Empty<object>(),
    };

    public static object Funnels(int seed, params string[] names) => new
    {
        at = Noon,
        funnels = names.Select(name => new
        {
            name,
            steps = new[] { "View", name, "Buy" },
            users = new[] { 1000 + seed, 400, 100 },
            breakdown = new[] { Value("mobile", [600, 200, 30], 5, 90_000), Value(name, [400, 200, 70], 10, 480_000) },
            trend = Enumerable.Range(0, 12).Select(i => new { start = Noon - ((12 - i) * 3_600_000L), users = new[] { 80 + i, 40, 8 + ((i + seed) % 4) } }),
            timeToConvert = new { count = 100, average = 300_000, median = 240_000, p90 = 700_000, histogram = new[] { new { from = 0, to = 60_000, count = 40 + seed }, new { from = 60_000, to = 600_000, count = 60 } } },
        }),
    };

    private static object Value(string value, int[] users, int converted, int medianMs) => new
    {
        value,
        users,
        trend = Enumerable.Range(0, 12).Select(i => new[] { 50, 20, converted }),
        timeToConvert = new
        {
            count = users[^1],
            average = medianMs,
            median = medianMs,
            p90 = 2 * medianMs,
            histogram = new[] { new { from = 0, to = 60_000, count = 10 }, new { from = 60_000, to = 600_000, count = users[^1] - 10 } },
        },
    };

    public static object Clicks(int first, string[] names) => new
    {
        skipped = 12,
        clicks = names.Select((name, i) => new
        {
            partition = 0,
            offset = first + i,
            time = (long?)(Noon + first),
            user = $"user {name}",
            name,
            page = name,
            mark = (i % 4) switch { 1 => "late", 2 => "poison", 3 => "guarded", _ => "ok" },
            reason = i % 4 == 0 ? null : name,
        }),
    };

    public static object Engine(int seed, params string[] names) => new
    {
        at = Noon,
        instances = names.Select((id, i) => new
        {
            id,
            address = "http://10.0.0.1:5000",
            isThis = i == 0,
            state = "running",
            since = Noon - 600_000,
            memory = new { budget = 268_435_456L, parts = new[] { new { name = "sessions", bytes = 80_000_000L + (seed * 1_000_000L) }, new { name = "RocksDB", bytes = 40_000_000L } } },
            threads = new[] { new { name = "t1", state = "running" } },
            tasks = new[] { new { id = "0_0", status = "running", streamTime = (long?)Noon, lag = 5 + seed, restored = 50, toRestore = 100, inputs = new[] { new { topic = id, partition = 0, lag = 5 } } } },
            waits = new[] { id },
            work = new[] { new { text = id, fraction = 0.5, timeLeft = (long?)60_000 } },
            recoveries = 1,
        }),
        topology = new
        {
            nodes = names.SelectMany((name, i) => new object[]
            {
                new { id = $"t{i}", name, kind = "topic", group = 0 }, new { id = $"s{i}", name = "source", kind = "source", group = 0 }, new { id = $"o{i}", name, kind = "operator", group = 0 },
                new { id = $"st{i}", name = "store", kind = "store", group = 0 }, new { id = $"k{i}", name, kind = "sink", group = 0 },
            }),
            edges = names.SelectMany((_, i) => new object[]
            {
                new { from = $"t{i}", to = $"s{i}", perSecond = (double?)100 + seed, lag = (long?)4 }, new { from = $"s{i}", to = $"o{i}", perSecond = (double?)100, lag = (long?)null },
                new { from = $"o{i}", to = $"st{i}", perSecond = (double?)null, lag = (long?)null }, new { from = $"o{i}", to = $"k{i}", perSecond = (double?)0.5, lag = (long?)null },
            }),
        },
    };

    /// <summary>A topology of one operator after the other, in as many layers.</summary>
    public static object Chain(int layers) => new
    {
        at = Noon,
        instances = Array.Empty<object>(),
        topology = new
        {
            nodes = Enumerable.Range(0, layers).Select(static i => new { id = $"o{i}", name = $"operator {i}", kind = "operator", group = 0 }),
            edges = Enumerable.Range(1, layers - 1).Select(static i => new { from = $"o{i - 1}", to = $"o{i}", perSecond = (double?)100, lag = (long?)null }),
        },
    };

    public static object Log(params string[] texts) => new { messages = texts.Select(text => new { at = Noon, level = "warning", text }) };

    public static object Session(string page) => new
    {
        status = "found",
        message = (string?)null,
        sessions = new[] { new { store = "sessions", start = Noon - 300_000, end = Noon, events = 14, pageViews = 9, entryPage = page, exitPage = page, referrer = (string?)null, campaign = page } },
    };

    public static object NoSession() => new { status = "notFound", message = (string?)null, sessions = Array.Empty<object>() };

    private static object[] Buckets(int seed, params int[] from) =>
        [.. from.Select((start, i) => new { from = start, to = i + 1 < from.Length ? from[i + 1] : (int?)null, count = 10 + ((seed * (i + 3)) % 50) })];

    private static object[] Ranked(string[] names, int seed) => [.. names.Select((name, i) => new { name, count = 900 - (i * 10) + (seed % 7), before = i % 3 == 0 ? (int?)null : 850 })];
}
