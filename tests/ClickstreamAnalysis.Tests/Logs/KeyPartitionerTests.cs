using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>The expected numbers were printed by the Java client of Apache Kafka 4.3.1.</summary>
[TestFixture]
public sealed class KeyPartitionerTests
{
    [TestCase("", 275646681)]
    [TestCase("a", -1563381124)]
    [TestCase("21", -973932308)]
    [TestCase("foobar", -790332482)]
    [TestCase("a-little-bit-long-string", -985981536)]
    [TestCase("a-little-bit-longer-string", -1486304829)]
    [TestCase("541312140", -1772846822)]
    [TestCase("/товары/ёлка", -1881108875)]
    public void Murmur2_KnownText_IsWhatKafkaComputes(string text, int expected) =>
        Assert.That(unchecked((int)KeyPartitioner.Murmur2(Encoding.UTF8.GetBytes(text))), Is.EqualTo(expected));

    [Test]
    public void Murmur2_BytesAbove127_IsWhatKafkaComputes() =>
        Assert.That(unchecked((int)KeyPartitioner.Murmur2([0xFF, 0x80, 0xFE, 0x00, 0x01])), Is.EqualTo(-603367110));

    [TestCase("a", 3, 1)]
    [TestCase("a", 8, 4)]
    [TestCase("21", 24, 12)]
    [TestCase("foobar", 8, 6)]
    [TestCase("a-little-bit-longer-string", 24, 11)]
    [TestCase("541312140", 24, 18)]
    [TestCase("foobar", 1, 0)]
    public void PartitionFor_KnownKey_IsThePartitionThatKafkaChooses(string key, int partitions, int expected) =>
        Assert.That(KeyPartitioner.PartitionFor(Encoding.UTF8.GetBytes(key), partitions), Is.EqualTo(expected));

    [Test]
    public void PartitionFor_NoPartitions_IsRefused() =>
        Assert.That(() => KeyPartitioner.PartitionFor("a"u8, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
