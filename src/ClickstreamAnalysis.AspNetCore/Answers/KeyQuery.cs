using System.Buffers;
using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Reads one key of a store on this instance, whatever the types of the store.</summary>
/// <param name="application">The application.</param>
/// <param name="view">Its state.</param>
/// <param name="text">The key.</param>
/// <param name="json">Reads keys of types other than texts and numbers.</param>
internal sealed class KeyQuery(StreamsApplication application, StateView view, string text, AnswerSerialization json) : IStateStoreVisitor<KeyAnswer>
{
    private readonly ValueWriter _writer = new(json);

    public KeyAnswer VisitKeyValue<TKey, TValue>(StateStore store)
        where TKey : notnull
    {
        var key = Key<TKey>();
        return Of(store, key, view.KeyValue<TKey, TValue>(store.Name).Find(key), _writer.Value);
    }

    public KeyAnswer VisitWindow<TKey, TValue>(StateStore store)
        where TKey : notnull
    {
        var key = Key<TKey>();
        var windows = view.Window<TKey, TValue>(store.Name).Fetch(key, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).ToArray();
        return Of(store, key, windows.Length > 0, writer => _writer.Windows(writer, windows));
    }

    public KeyAnswer VisitSession<TKey, TValue>(StateStore store)
        where TKey : notnull
    {
        var key = Key<TKey>();
        var sessions = view.Session<TKey, TValue>(store.Name).FindSessions(key, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).ToArray();
        return Of(store, key, sessions.Length > 0, writer => _writer.Windows(writer, sessions));
    }

    public KeyAnswer VisitOpenSessions<TKey, TAggregate>(StateStore store)
        where TKey : notnull
    {
        var key = Key<TKey>();
        return Of(store, key, view.Sessions<TKey, TAggregate>(store.Name).FindAll(key), _writer.Sessions);
    }

    public KeyAnswer VisitOpenWindows<TKey, TAggregate>(StateStore store)
        where TKey : notnull
    {
        var key = Key<TKey>();
        return Of(store, key, view.Windows<TKey, TAggregate>(store.Name).FindAll(key), _writer.Windows);
    }

    public KeyAnswer VisitFunnel<TKey>(StateStore store)
        where TKey : notnull
    {
        var key = Key<TKey>();
        return Of(store, key, view.Funnel<TKey>(store.Name).Find(key), _writer.Outcomes);
    }

    public KeyAnswer VisitFunnelCounts(StateStore store)
    {
        var bucket = Key<FunnelBucket>();
        return Of(store, bucket, view.FunnelCounts(store.Name).Find(bucket), ValueWriter.Counts);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            write(writer);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private TKey Key<TKey>()
        where TKey : notnull => KeyText.Parse<TKey>(text, json);

    private KeyAnswer Of<TKey, TValue>(StateStore store, TKey key, StateAnswer<TValue> answer, Action<Utf8JsonWriter, TValue> write)
        where TKey : notnull => new(
            answer.Status, answer.Position, answer.TryGet(out var value) ? Write(writer => write(writer, value)) : null, application.FindOwner(store.Name, key));

    /// <summary>The answer of a scan of one key, which does not say whether the key's partition is here.</summary>
    private KeyAnswer Of<TKey>(StateStore store, TKey key, bool isFound, Action<Utf8JsonWriter> write)
        where TKey : notnull
    {
        var owner = application.FindOwner(store.Name, key);
        var position = view.Positions.FirstOrDefault(position => position.TaskId == owner.TaskId);
        return isFound
            ? new KeyAnswer(StateAnswerStatus.Found, position, Write(write), owner)
            : new KeyAnswer(
                position is not null ? StateAnswerStatus.NotFound
                : application.State is not StreamsState.Running and not StreamsState.Restoring ? StateAnswerStatus.NotRunning
                : owner.Status == StateOwnerStatus.RestoringHere ? StateAnswerStatus.Restoring
                : StateAnswerStatus.NotHere,
                position,
                null,
                owner);
    }
}
