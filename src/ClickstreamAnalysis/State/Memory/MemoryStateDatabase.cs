// Placeholder until the state layer lands; replace this file as a whole.
using System.Buffers;
namespace ClickstreamAnalysis.State.Memory;
internal sealed class MemoryStateDatabase : StateDatabase
{
    private readonly Dictionary<string, T> _t = [];
    public override StateTable OpenTable(string name) { lock (_t) { return _t.TryGetValue(name, out var t) ? t : _t[name] = new T(name); } }
    public override StateBatch CreateBatch() => new B();
    public override void Apply(StateBatch batch) { foreach (var a in ((B)batch).A) { a(); } }
    public override void Dispose() { }
    private sealed class T(string name) : StateTable
    {
        public readonly Dictionary<string, byte[]> R = [];
        public override string Name => name;
        public override bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value) { if (R.TryGetValue(Convert.ToHexString(key), out var v)) { value.Write(v); return true; } return false; }
        public override StateCursor Scan(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive) => throw new NotSupportedException();
    }
    private sealed class B : StateBatch
    {
        public readonly List<Action> A = [];
        public override void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) { var k = Convert.ToHexString(key); var v = value.ToArray(); A.Add(() => ((T)table).R[k] = v); }
        public override void Delete(StateTable table, ReadOnlySpan<byte> key) { var k = Convert.ToHexString(key); A.Add(() => ((T)table).R.Remove(k)); }
        public override void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive) => throw new NotSupportedException();
        public override void Clear() => A.Clear();
        public override void Dispose() { }
    }
}
