using System.Buffers;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Json;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Reads a page of a store on this instance, whatever the types of the store.</summary>
/// <param name="view">The state.</param>
/// <param name="tasks">The tasks of the store.</param>
/// <param name="request">Which rows.</param>
/// <param name="json">Writes keys and values.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class PageQuery(StateView view, IReadOnlyCollection<string> tasks, PageRequest request, AnswerSerialization json, CancellationToken cancellationToken)
    : IStateStoreVisitor<Page>
{
    /// <summary>The most bytes of a page, so that large values make it shorter.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The most values that are read for a page, so that a filter without matches does not read the whole store.</summary>
    private const int MaxRead = 20_000;

    private readonly ValueWriter _writer = new(json);

    public Page VisitKeyValue<TKey, TValue>(StateStore store)
        where TKey : notnull
    {
        var values = view.KeyValue<TKey, TValue>(store.Name);
        if ((request.From is null) != (request.To is null))
        {
            throw RefusedException.BadRequest("range", "A range of keys has both from and to");
        }

        var scan = request.From is null ? values.All() : values.Range(KeyText.Parse<TKey>(request.From, json), KeyText.Parse<TKey>(request.To!, json));
        return Read(scan, static pair => pair.Key, static _ => true, (writer, pairs) => _writer.Value(writer, pairs[0].Value));
    }

    public Page VisitWindow<TKey, TValue>(StateStore store)
        where TKey : notnull => Read(
            view.Window<TKey, TValue>(store.Name).FetchAll(request.Times.From, request.Times.To),
            static window => window.Key,
            static _ => true,
            _writer.Windows);

    public Page VisitSession<TKey, TValue>(StateStore store)
        where TKey : notnull
    {
        var times = request.Times;
        return Read(
            view.Session<TKey, TValue>(store.Name).All(),
            static session => session.Key,
            session => times.Overlaps(session.Session.StartMs, session.Session.EndMs),
            _writer.Windows);
    }

    public Page VisitOpenSessions<TKey, TAggregate>(StateStore store)
        where TKey : notnull
    {
        var times = request.Times;
        return Read(
            view.Sessions<TKey, TAggregate>(store.Name).All(),
            static session => session.Key,
            session => times.Overlaps(session.StartMs, session.EndMs),
            _writer.Sessions);
    }

    public Page VisitOpenWindows<TKey, TAggregate>(StateStore store)
        where TKey : notnull
    {
        var times = request.Times;
        return Read(
            view.Windows<TKey, TAggregate>(store.Name).All(),
            static window => window.Key.Key,
            window => times.Contains(window.Key.StartMs),
            _writer.Windows);
    }

    public Page VisitFunnel<TKey>(StateStore store)
        where TKey : notnull => Read(
            view.Funnel<TKey>(store.Name).All(), static pair => pair.Key, static pair => pair.Value.Count > 0, (writer, pairs) => _writer.Outcomes(writer, pairs[0].Value));

    public Page VisitFunnelCounts(StateStore store)
    {
        var times = request.Times;
        return Read(
        view.FunnelCounts(store.Name).All(),
        static counts => counts.Bucket,
        counts => counts.Bucket.Window is not { } window || times.Overlaps(window.StartMs, window.EndMs - 1),
        static (writer, counts) => ValueWriter.Counts(writer, counts[0]));
    }

    private Page Read<T, TKey>(StateScan<T> scan, Func<T, TKey> keyOf, Func<T, bool> isWanted, Action<Utf8JsonWriter, List<T>> write)
    {
        var page = new Page();
        foreach (var gap in scan.Gaps)
        {
            page.Gaps[gap.Partition] = EnumName.Of(gap.Reason);
        }

        foreach (var position in view.Positions.Where(position => tasks.Contains(position.TaskId)))
        {
            page.Positions[position.Partition] = AnswerParts.Position(position);
        }

        var (bytes, read) = (0, 0);
        var values = new List<T>();
        ScanPosition? at = null;
        foreach (var (position, value) in scan.ReadAfter(request.After))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (at is { } current && !(current.Partition == position.Partition && current.Key.Span.SequenceEqual(position.Key.Span)))
            {
                Add(current);
                if (page.Rows.Count == request.Limit || bytes > MaxBytes || read > MaxRead)
                {
                    page.Next = PageRequest.TextOf(current);
                    return page;
                }
            }

            at = position;
            read++;
            if (isWanted(value))
            {
                values.Add(value);
            }
        }

        if (at is { } last)
        {
            Add(last);
        }

        return page;

        void Add(ScanPosition position)
        {
            if (values.Count == 0)
            {
                return;
            }

            var row = Row(position, keyOf(values[0]), values, write);
            bytes += row.Json.Length;
            page.Rows.Add(row);
            values.Clear();
        }
    }

    private PageRow Row<T, TKey>(ScanPosition position, TKey key, List<T> values, Action<Utf8JsonWriter, List<T>> write)
    {
        var at = PageRequest.TextOf(position);
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("partition", position.Partition);
            writer.WritePropertyName("key");
            _writer.Key(writer, key);
            writer.WritePropertyName("value");
            write(writer, values);
            writer.WriteString("at", at);
            writer.WriteEndObject();
        }

        return new PageRow(position.Partition, at, bytes.WrittenSpan.ToArray());
    }
}
