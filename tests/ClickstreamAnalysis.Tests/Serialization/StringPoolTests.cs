using System.Text;
using ClickstreamAnalysis.Serialization;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Serialization;

[TestFixture]
public sealed class StringPoolTests
{
    [Test]
    public void Get_AnyText_IsThatText()
    {
        // Few slots, so that texts displace each other all the time.
        var pool = new StringPool(slots: 8, maxBytes: 128);
        TextGen.Any.Sample(text => pool.Get(Encoding.UTF8.GetBytes(text)) == text && pool.Get(Encoding.UTF8.GetBytes(text)) == text);
    }

    [Test]
    public void Get_TextOfTwoByteCharacters_IsPooledWithoutAllocating()
    {
        var pool = new StringPool(slots: 8, maxBytes: 128);
        var bytes = "/товары/ёлка"u8.ToArray();
        var first = pool.Get(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = pool.Get(bytes);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(second, Is.SameAs(first));
    }

    [Test]
    public void Get_TextLongerThanTheLimit_IsNotKept()
    {
        var pool = new StringPool(slots: 8, maxBytes: 128);
        var bytes = Encoding.UTF8.GetBytes(new string('x', 129));
        var first = pool.Get(bytes);
        var second = pool.Get(bytes);
        Assert.That(second, Is.EqualTo(first).And.Not.SameAs(first));
    }

    [TestCase(new byte[] { 0xFF })]
    [TestCase(new byte[] { 0x61, 0xED, 0xA0, 0x80 })]
    [TestCase(new byte[] { 0xC3 })]
    public void Get_InvalidUtf8_IsRefusedAndNotKept(byte[] bytes)
    {
        var pool = new StringPool(slots: 4, maxBytes: 128);
        pool.Get("\uFFFD"u8);
        Assert.That(() => pool.Get(bytes), Throws.TypeOf<DecoderFallbackException>());
        Assert.That(() => pool.Get(bytes), Throws.TypeOf<DecoderFallbackException>());
    }

    [Test]
    public void Get_FourTextsInOneSet_KeepsAll()
    {
        var pool = new StringPool(slots: 4, maxBytes: 128);
        byte[][] texts = ["a"u8.ToArray(), "user-000042"u8.ToArray(), "/products/0042"u8.ToArray(), "/products/0042/with-a-longer-name"u8.ToArray()];
        var pooled = Array.ConvertAll(texts, text => pool.Get(text));
        Assert.That(Array.ConvertAll(texts, text => pool.Get(text)), Is.EqualTo(pooled).Using<string>(ReferenceEquals));
    }

    [Test]
    public void Get_TextsOfEqualLengthAndBeginning_AreToldApart()
    {
        var pool = new StringPool(slots: 4096, maxBytes: 128);
        for (var i = 0; i < 2_000; i++)
        {
            Assert.That(pool.Get(Encoding.UTF8.GetBytes($"user-{i % 1000:D6}")), Is.EqualTo($"user-{i % 1000:D6}"));
        }
    }

    [Test]
    public void Get_BytesThatWidenToAPooledText_AreNotTakenForIt()
    {
        var pool = new StringPool(slots: 4, maxBytes: 128);
        var mojibake = Encoding.Latin1.GetString("ééééé"u8);
        pool.Get(Encoding.UTF8.GetBytes(mojibake));
        Assert.That(pool.Get("ééééé"u8), Is.EqualTo("ééééé"));
    }

    [Test]
    public void Get_ManyMoreTextsThanSlots_HoldsNoMoreThanItsSlots()
    {
        var pool = new StringPool(slots: 16, maxBytes: 128);
        var seen = new WeakReference[1_000];
        Fill(pool, seen);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(seen.Count(r => r.IsAlive), Is.LessThanOrEqualTo(16));
        GC.KeepAlive(pool);

        static void Fill(StringPool pool, WeakReference[] seen)
        {
            for (var i = 0; i < seen.Length; i++)
            {
                seen[i] = new WeakReference(pool.Get(Encoding.UTF8.GetBytes($"text-{i}")));
            }
        }
    }

    [Test]
    public void Get_FromManyThreads_NeverGivesAnotherText()
    {
        var pool = new StringPool(slots: 4, maxBytes: 128);
        var texts = Enumerable.Range(0, 64).Select(i => $"user-{i}").ToArray();
        var bytes = Array.ConvertAll(texts, Encoding.UTF8.GetBytes);
        var wrong = 0;
        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var index = (i * (2 * thread + 1)) & 63;
                if (pool.Get(bytes[index]) != texts[index])
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });
        Assert.That(wrong, Is.Zero);
    }

    [TestCase(0, 128)]
    [TestCase(2, 128)]
    [TestCase(6, 128)]
    [TestCase(16, 257)]
    public void Constructor_WrongSize_IsRefused(int slots, int maxBytes) =>
        Assert.That(() => new StringPool(slots, maxBytes), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
