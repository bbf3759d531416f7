using System.Net;
using Portal.Outgoing;

namespace Portal.Tests.Outgoing;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("169.254.0.1", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("::169.254.169.254", true)]
    [InlineData("64:ff9b::a9fe:a9fe", true)]
    [InlineData("64:ff9b:1::a9fe:a9fe", true)]
    [InlineData("64:ff9b:1:a9fe:a9:fe00::", true)]
    [InlineData("64:ff9b:1:0:a9:fea9:fe00::", true)]
    [InlineData("::ffff:0:a9fe:a9fe", true)]
    [InlineData("64:ff9b:1::a00:1", false)]
    [InlineData("2002:a9fe:a9fe::1", true)]
    [InlineData("::ffff:100.100.100.200", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fe80::a9fe:a9fe%1", true)]
    [InlineData("fec0::1", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("fd00:ec2::23", true)]
    [InlineData("fd20:ce::254", true)]
    [InlineData("100.100.100.200", true)]
    [InlineData("168.63.129.16", true)]
    [InlineData("192.0.0.192", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("0.1.2.3", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:0.0.0.0", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("ff02::1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("fd12::1", false)]
    [InlineData("8.8.8.8", false)]
    public void Names_may_not_lead_to_addresses_that_no_backend_has(string address, bool refused) => Assert.Equal(refused, AddressGuard.IsRefused(IPAddress.Parse(address)));
}
