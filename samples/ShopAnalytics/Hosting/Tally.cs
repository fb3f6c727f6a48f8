using ClickstreamAnalysis;

namespace ShopAnalytics.Hosting;

/// <summary>Counts records by a name, from the first one on: a processor with a store and two clocks.</summary>
/// <remarks>
/// Each task counts for itself and says only now and then which counts have changed, so that nothing needs to be sent around by
/// name. Whoever wants the whole adds up what the tasks say; that is why the task is part of the key that is forwarded.
/// </remarks>
/// <typeparam name="TValue">Type of the records' values.</typeparam>
/// <param name="store">The store, made by <see cref="Store"/>.</param>
/// <param name="nameOf">What a record counts for; null for nothing.</param>
/// <param name="streamInterval">How often to report in stream time.</param>
internal sealed class Tally<TValue>(StoreBuilder store, Func<TValue, string?> nameOf, TimeSpan streamInterval)
    : IProcessor<string, TValue, TallyKey, long>
{
    private static readonly TimeSpan s_wallInterval = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _changed = [];
    private IProcessorContext<TallyKey, long> _context = null!;
    private IKeyValueStore<string, long> _counts = null!;

    /// <summary>Describes the store of one tally.</summary>
    public static StoreBuilder Store(string name) => Stores.KeyValue(name, Serdes.Utf8, Serdes.Int64);

    public void Initialize(IProcessorContext<TallyKey, long> context)
    {
        _context = context;
        _counts = context.GetStore<IKeyValueStore<string, long>>(store.Name);

        // What changed before a crash may not have been said: say everything once more.
        _changed.UnionWith(_counts.All().Select(count => count.Key));

        // One clock for people who look on, and one that also moves when the input has ended and the last windows are closed.
        context.Schedule(s_wallInterval, PunctuationType.WallClockTime, Report);
        context.Schedule(streamInterval, PunctuationType.StreamTime, Report);
    }

    public void Process(in Record<string, TValue> record)
    {
        if (nameOf(record.Value) is { } name)
        {
            _counts.TryGet(name, out var count);
            _counts.Put(name, count + 1);
            _changed.Add(name);
        }
    }

    private void Report(long nowMs)
    {
        foreach (var name in _changed)
        {
            _counts.TryGet(name, out var count);
            _context.Forward(new Record<TallyKey, long>(new TallyKey(store.Name, _context.TaskId, name), count, Math.Max(0, _context.StreamTimeMs)));
        }

        _changed.Clear();
    }
}
