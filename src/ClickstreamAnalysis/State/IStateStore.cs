namespace ClickstreamAnalysis;

/// <summary>
/// State that a processor keeps between records. Each task, and thus each partition, has its own store, used only by the task's thread.
/// </summary>
/// <remarks>
/// <para>
/// A processor sees its own changes immediately. They become durable with the task's next commit, and are discarded if that commit fails.
/// </para>
/// <para>
/// <b>Ownership.</b> A store does not copy the key and value objects that are passed to it: it keeps them and serializes them at commits.
/// A key belongs to the store from the first call that passes it. Never change it afterwards, and pass a copy of a buffer that is reused.
/// A value that was read or put may be changed in place only if it is put again after its last change and before the call that processes
/// the record (or the punctuation) returns. Otherwise the change may be visible until a restart and then be lost. Enumerations return
/// stored objects or copies, so a change to such an object counts only when the object is put. An object that was deleted, or replaced by
/// another one, belongs to the processor again.
/// </para>
/// <para>
/// <c>TopologyTestDriver</c> and <see cref="StreamsOptions.ChecksStores"/> find violations and throw an
/// <see cref="InvalidOperationException"/>; otherwise they are not detected.
/// </para>
/// </remarks>
public interface IStateStore
{
    /// <summary>The store's name in the topology.</summary>
    string Name { get; }
}
