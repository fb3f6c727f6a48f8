using System.Buffers;
using System.Text;
using ClickstreamAnalysis.State.Committed;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Rows;
using ClickstreamAnalysis.State.Tables;
using CsCheck;
using Table = ClickstreamAnalysis.State.Tables.ExpiringTable<string, long>;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>Whatever is done in whatever order, an expiring table is a dictionary that remembers its commits.</summary>
[TestFixture(typeof(MemoryBackend), 2000)]
[TestFixture(typeof(RocksDbBackend), 300)]
public sealed class ExpiringTableProperties<TBackend>(int samples)
    where TBackend : StateBackend, new()
{
    private const int Keys = 8;
    private const int LatestMs = 60;

    private static readonly Gen<Step[]> s_steps = Gen.Frequency(
            (10, Gen.Const(StepKind.Update)),
            (3, Gen.Const(StepKind.Remove)),
            (4, Gen.Const(StepKind.Advance)),
            (4, Gen.Const(StepKind.Commit)),
            (2, Gen.Const(StepKind.WriteBackPart)),
            (1, Gen.Const(StepKind.Discard)),
            (1, Gen.Const(StepKind.Restart)),
            (1, Gen.Const(StepKind.Rebuild)))
        .Select(Gen.Int[0, Keys - 1], Gen.Long[-LatestMs, LatestMs], (kind, key, time) => new Step(kind, key, time))
        .Array[1, 80];

    private TBackend _backend = null!;
    private int _partition;

    private enum StepKind
    {
        Update,
        Remove,
        Advance,
        Commit,

        /// <summary>A few rows between two commits.</summary>
        WriteBackPart,
        Discard,

        /// <summary>A new table over the same rows.</summary>
        Restart,

        /// <summary>A new table over another partition, from the changelog alone.</summary>
        Rebuild,
    }

    [OneTimeSetUp]
    public void Open() => _backend = new TBackend();

    [OneTimeTearDown]
    public void Close()
    {
        Assert.That(_backend.OpenCursors, Is.Zero, "cursors left open");
        _backend.Dispose();
    }

    [Test]
    public void RandomSteps_AnyMemoryLimitAndLagOfRows_EqualTheModel() =>
        Gen.Select(s_steps, Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[1, 4]).Sample(
            (steps, limit, lag, most) => new Run(_backend.Database, () => Interlocked.Increment(ref _partition), limit, lag, most).Play(steps),
            iter: samples);

    private sealed record Step(StepKind Kind, int Key, long TimeMs);

    /// <summary>A table, its changelog, and what a dictionary says both should hold.</summary>
    private sealed class Run(StateDatabase database, Func<int> nextPartition, int limit, int lag, int most)
    {
        private readonly CapturedChangelog _changelog = new();

        // By generation, where the changelog stood.
        private readonly List<int> _ends = [0];

        // What queries read: all of it as of the last commit, and as of an earlier one.
        private readonly ChangeRecorder _recorder = new();
        private readonly SnapshotSet _snapshots = new();
        private CommittedStore _queried = null!;
        private (CommittedStore Store, QuerySnapshot Snapshot, Dictionary<string, (long State, long DueMs)> Expected)? _earlier;
        private Dictionary<string, (long State, long DueMs)> _committed = [];
        private Dictionary<string, (long State, long DueMs)> _current = [];
        private int _partition;
        private Table _table = null!;
        private long _stamp;
        private int _written;

        public void Play(Step[] steps)
        {
            _partition = nextPartition();
            _table = Create();
            ReadQueriedFromRows();
            foreach (var step in steps)
            {
                Play(step);
                using var snapshot = _snapshots.Take(database);
                AssertQueried(_queried, snapshot, _committed);
                if (step.Key == 0 && _earlier is null)
                {
                    _earlier = (_queried, _snapshots.Take(database), new(_committed));
                }
            }

            if (_earlier is { } earlier)
            {
                AssertQueried(earlier.Store, earlier.Snapshot, earlier.Expected);
                earlier.Snapshot.Dispose();
            }

            Assert.That(_snapshots.Count, Is.Zero);
            Compare();
            Expire(long.MaxValue, static _ => false);
            Commit();
            _table.WriteBack(database, int.MaxValue);
            Assert.That(_table.Count(), Is.Zero);
            AssertNoRows("sessions:rows");
            AssertNoRows("sessions:due");
        }

        private void Play(Step step)
        {
            var key = $"user-{step.Key}";
            switch (step.Kind)
            {
                case StepKind.Update:
                    Update(key, step.TimeMs);
                    break;
                case StepKind.Remove:
                    Remove(key);
                    break;
                case StepKind.Advance:
                    Expire(step.TimeMs, static key => key[^1] % 2 == 0);
                    break;
                case StepKind.Commit:
                    Commit();
                    break;
                case StepKind.WriteBackPart:
                    _table.WriteBackPart(database, _ends.Count - 1, most);
                    break;
                case StepKind.Discard:
                    _table.Discard();
                    Recover();
                    break;
                case StepKind.Restart:
                    _table = Create();
                    Recover();
                    break;
                case StepKind.Rebuild:
                    // The former partition keeps rows and index: nobody may see them.
                    _partition = nextPartition();
                    _table = Create();
                    _written = 0;
                    Recover();
                    Compare();
                    break;
            }
        }

        /// <summary>What the rows lack comes from the changelog.</summary>
        private void Recover()
        {
            _changelog.Replay(_table, database, _written);
            _written = _changelog.Records.Count;
            _current = new(_committed);
            ReadQueriedFromRows();
        }

        private Table Create() => new("sessions", Serdes.Utf8, Serdes.Int64, new StoreContext(database, _partition, limit));

        private void Update(string key, long dueMs)
        {
            var state = ++_stamp;
            if (_table.Find(key) is { } entry)
            {
                Assert.That((entry.State, entry.DueMs), Is.EqualTo(_current[key]));
                entry.State = state;
                _table.Touch(entry, dueMs);
            }
            else
            {
                Assert.That(_current.ContainsKey(key), Is.False);
                _table.Add(key, state, dueMs);
            }

            _current[key] = (state, dueMs);
        }

        private void Remove(string key)
        {
            var entry = _table.Find(key);
            Assert.That(entry is not null, Is.EqualTo(_current.Remove(key)));
            if (entry is not null)
            {
                _table.Remove(entry);
            }
        }

        private void Expire(long streamTimeMs, Func<string, bool> prolong)
        {
            var due = _current.Where(pair => pair.Value.DueMs < streamTimeMs).ToDictionary();
            var lastDueMs = long.MinValue;
            var handler = new Handler(entry =>
            {
                Assert.That(entry.DueMs, Is.GreaterThanOrEqualTo(lastDueMs), "earliest first");
                lastDueMs = entry.DueMs;
                Assert.That(due.Remove(entry.Key, out var expected), Is.True, "handed over, but not due");
                Assert.That((entry.State, entry.DueMs), Is.EqualTo(expected));
                if (prolong(entry.Key))
                {
                    entry.State = ++_stamp;
                    _table.Touch(entry, streamTimeMs + 10);
                    _current[entry.Key] = (entry.State, entry.DueMs);
                }
                else
                {
                    _table.Remove(entry);
                    _current.Remove(entry.Key);
                }
            });
            while (!_table.Advance(streamTimeMs, handler, most))
            {
                // The rest comes with the next call.
            }

            Assert.That(due, Is.Empty, "due, but not handed over");
        }

        private void Commit()
        {
            _table.Flush(_recorder.Begin(_changelog));
            _table.Committed(_ends.Count);
            _queried = _queried.With(_recorder.Seal(_ends.Count));
            _ends.Add(_changelog.Records.Count);
            var generation = Math.Max(0, _ends.Count - 1 - lag);
            _table.WriteBack(database, generation);
            var dropped = new List<ChangeLayer>();
            _queried = _queried.Without(generation, dropped);
            if (_snapshots.Count == 0)
            {
                dropped.ForEach(static layer => layer.Release());
            }

            _written = Math.Max(_written, _ends[generation]);
            _committed = new(_current);
            Assert.That(_table.IsDirty, Is.False);
            Assert.That(_table.LiveCount, Is.LessThanOrEqualTo(limit));
        }

        private void Compare()
        {
            Assert.That(_table.Count(), Is.EqualTo(_current.Count));
            Assert.That(_table.LatestDueMs(), Is.EqualTo(_current.Count == 0 ? null : _current.Values.Max(value => value.DueMs)));
            for (var i = 0; i < Keys; i++)
            {
                var key = $"user-{i}";
                var entry = _table.Find(key);
                Assert.That(entry is null ? ((long, long)?)null : (entry.State, entry.DueMs), Is.EqualTo(_current.TryGetValue(key, out var expected) ? expected : null));
            }
        }

        private void ReadQueriedFromRows() => _queried = new CommittedStore("sessions:rows", _partition, []);

        private static void AssertQueried(CommittedStore store, QuerySnapshot snapshot, Dictionary<string, (long State, long DueMs)> expected)
        {
            var rows = store.Scan(snapshot, [], []).Select(static row => (Encoding.UTF8.GetString(row.Key), StateOf(row.Value)));
            Assert.That(rows, Is.EqualTo(expected.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => (pair.Key, pair.Value.State))));
            Assert.That(
                store.Scan(snapshot, "user-2"u8.ToArray(), "user-5"u8.ToArray()).Select(static row => Encoding.UTF8.GetString(row.Key)),
                Is.EqualTo(expected.Keys.Where(static key => key[^1] is >= '2' and < '5').Order(StringComparer.Ordinal)));
            for (var i = 0; i < Keys; i++)
            {
                var key = $"user-{i}";
                var value = new ArrayBufferWriter<byte>();
                Assert.That(store.TryGet(snapshot, Encoding.UTF8.GetBytes(key), value), Is.EqualTo(expected.TryGetValue(key, out var known)));
                Assert.That(value.WrittenCount == 0 ? 0 : StateOf(value.WrittenSpan), Is.EqualTo(known.State));
            }
        }

        private static long StateOf(ReadOnlySpan<byte> row) => Serdes.Int64.Deserialize(row[ExpiringTableLayout.HeaderLength..]);

        private void AssertNoRows(string table)
        {
            Span<byte> from = stackalloc byte[RowKey.PrefixLength];
            Span<byte> end = stackalloc byte[RowKey.PrefixLength];
            RowKey.WritePrefix(from, _partition);
            RowKey.WriteEnd(end, _partition);
            using var cursor = database.OpenTable(table).Scan(from, end);
            Assert.That(cursor.MoveNext(), Is.False, table);
        }
    }

    private sealed class Handler(Action<LiveEntry<string, long>> onDue) : IExpiryHandler<string, long>
    {
        public void OnDue(LiveEntry<string, long> entry) => onDue(entry);
    }
}
