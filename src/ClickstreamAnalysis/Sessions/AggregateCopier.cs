using System.Buffers;
using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Copies aggregates, so that a copy can be changed in place without changing the original. Thread-safe.</summary>
internal sealed class AggregateCopier<TAggregate>(ISerde<TAggregate> serde)
{
    /// <summary>Whether an assignment is a copy.</summary>
    public static bool IsAssignable { get; } = !RuntimeHelpers.IsReferenceOrContainsReferences<TAggregate>()
        || typeof(TAggregate) == typeof(string) || typeof(TAggregate) == typeof(SessionFacts);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_bytes;

    public TAggregate Copy(in TAggregate aggregate)
    {
        if (IsAssignable || aggregate is null)
        {
            return aggregate;
        }

        var bytes = s_bytes ??= new ArrayBufferWriter<byte>(256);
        bytes.ResetWrittenCount();
        serde.Serialize(in aggregate, bytes);
        return serde.Deserialize(bytes.WrittenSpan);
    }
}
