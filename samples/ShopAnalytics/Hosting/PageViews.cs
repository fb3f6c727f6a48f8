using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Processors;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.State;

namespace ShopAnalytics.Hosting;

/// <summary>Counts how often each page was opened, from the first click on: a processor with a store and two clocks.</summary>
/// <remarks>
/// Each task counts for itself and says only now and then which counts have changed, so the clicks need not be sent around by
/// page. Whoever wants the whole adds up what the tasks say; that is why the name of the task is part of the key.
/// </remarks>
internal sealed class PageViews(TimeSpan streamInterval) : IProcessor<string, ClickEvent, string, long>
{
    public const string StoreName = "page-views";

    private static readonly TimeSpan s_wallInterval = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _changed = [];
    private IProcessorContext<string, long> _context = null!;
    private IKeyValueStore<string, long> _views = null!;

    public static StoreBuilder Store { get; } = Stores.KeyValue(StoreName, Serdes.Utf8, Serdes.Int64);

    /// <summary>The page in a key that this processor forwards.</summary>
    public static string PageOf(string key) => key[(key.IndexOf(' ') + 1)..];

    public void Initialize(IProcessorContext<string, long> context)
    {
        _context = context;
        _views = context.GetStore<IKeyValueStore<string, long>>(StoreName);

        // What changed before a crash may not have been said: say everything once more.
        _changed.UnionWith(_views.All().Select(page => page.Key));

        // One clock for people who look on, and one that also goes on when the input has ended and the last sessions are closed.
        context.Schedule(s_wallInterval, PunctuationType.WallClockTime, Report);
        context.Schedule(streamInterval, PunctuationType.StreamTime, Report);
    }

    public void Process(in Record<string, ClickEvent> record)
    {
        if (record.Value.Page is { } page)
        {
            _views.TryGet(page, out var views);
            _views.Put(page, views + 1);
            _changed.Add(page);
        }
    }

    private void Report(long nowMs)
    {
        foreach (var page in _changed)
        {
            _views.TryGet(page, out var views);
            _context.Forward(new Record<string, long>($"{_context.TaskId} {page}", views, Math.Max(0, _context.StreamTimeMs)));
        }

        _changed.Clear();
    }
}
