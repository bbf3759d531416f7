namespace Portal.Core.Tests.Masking;

public sealed class DetectorTests
{
    [Theory]
    // Luhn's formula decides.
    [InlineData("card", "paid with 4111111111111111.", "paid with 411****1111.")]
    [InlineData("card", "paid with 4111 1111 1111 1111 today", "paid with 411****1111 today")]
    [InlineData("card", "4111-1111-1111-1111", "411****1111")]
    [InlineData("card", "amex 3782 822463 10005", "amex 378****0005")]
    [InlineData("card", "2223003122003222", "222****3222")]
    [InlineData("card", "卡号4111111111111111已扣款", "卡号411****1111已扣款")]
    [InlineData("card", "4111111111111112", null)]
    [InlineData("card", "ts=1764415873000000000 ms=1764415873000", null)]
    [InlineData("card", "ratio=0.4111111111111111", null)]
    [InlineData("card", "id a4111111111111111", null)]
    [InlineData("card", "id 44111111111111111", null)]
    [InlineData("phone", "call 13812341234 now", "call 138****1234 now")]
    [InlineData("phone", "call 138 1234 1234 now", "call 138****1234 now")]
    [InlineData("phone", "电话13812341234", "电话138****1234")]
    [InlineData("phone", "8613812341234", "861****1234")]
    [InlineData("phone", "+86 138-1234-1234", "+86****1234")]
    [InlineData("phone", "+1 (555) 010-4477", "+1 ****4477")]
    [InlineData("phone", "tel: (555) 210-4477", "tel: ****")]
    [InlineData("phone", "555-210-4477", "****")]
    [InlineData("phone", "\\n13812341234", "\\n138****1234")]
    [InlineData("phone", "+442079460958", "+44****0958")]
    [InlineData("phone", "status 200 555 1234 in 12 ms", null)]
    [InlineData("phone", "203.0.113.25 and 10.1.2.3", null)]
    [InlineData("phone", "2026-11-29 11:31:13+0000", null)]
    [InlineData("phone", "1.5.13812341234x", null)]
    [InlineData("phone", "12812341234", null)]
    [InlineData("phone", "trace 0a13812341234bcd", null)]
    [InlineData("national-id", "id 11010519491231002X!", "id 110****002X!")]
    [InlineData("national-id", "id 110105194912310021", null)]
    [InlineData("national-id", "ssn 078-05-1120", "ssn ****")]
    [InlineData("national-id", "ssn 000-05-1120 666-05-1120 900-05-1120", null)]
    [InlineData("national-id", "nino AB123456C", "nino ****")]
    [InlineData("national-id", "dni 12345678Z", "dni ****")]
    [InlineData("national-id", "dni 12345678A", null)]
    [InlineData("national-id", "nie X1234567L", "nie ****")]
    [InlineData("national-id", "cpf 529.982.247-25", "cpf 529****7-25")]
    [InlineData("national-id", "cpf 529.982.247-26", null)]
    [InlineData("national-id", "nir 1 84 12 76 451 089 46", "nir 1 8****9 46")]
    [InlineData("e-mail", "from ann.lee+x@mail.example.com, ok", "from a***@mail.example.com, ok")]
    [InlineData("e-mail", "jo@example.com", "***@example.com")]
    [InlineData("e-mail", "mail=ann%40example.com&x=1", "mail=ann****.com&x=1")]
    [InlineData("e-mail", "王小明@例子.公司", "王***@例子.公司")]
    [InlineData("e-mail", "user@host and @name and a@b", null)]
    [InlineData("token", "Authorization: Bearer abc123def456", "Authorization: Bearer ****")]
    [InlineData("token", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl ok", "got **** ok")]
    [InlineData("token", "api_key=s3cr3tvalue&x=1", "api_key=****&x=1")]
    [InlineData("token", "{\"clientSecret\":\"s3cr3tvalue\"}", "{\"clientSecret\":\"****\"}")]
    [InlineData("token", "key AKIAIOSFODNN7EXAMPLE", "key ****")]
    [InlineData("token", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "****")]
    [InlineData("token", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ****")]
    [InlineData("token", "password=a secret: b token='c'", "password=**** secret: **** token='****'")]
    [InlineData("phone", "q=%2B8613812341234", "q=%2B****1234")]
    [InlineData("phone", "INFO {\"phone\":\"\\u002B8613812341234\"}", "INFO {\"phone\":\"\\u0****1234\"}")]
    [InlineData("e-mail", "INFO {\"m\":\"bob\\u0040example.com\"", "INFO {\"m\":\"bob****.com\"")]
    // What is escaped as UTF-8, once or several times, by servers or in addresses of pages.
    [InlineData("e-mail", "from ann.lee%EF%BC%A0example.com", "from ann****.com")]
    [InlineData("e-mail", "from ann.lee%2540example.com, %25", "from ann****.com, %25")]
    [InlineData("e-mail", "from %D0%B0%D0%BD%D0%BD%D0%B0.%E3%80%80 ok@%E4%BE%8B%E5%AD%90.%E5%85%AC%E5%8F%B8", "from %D0%B0%D0%BD%D0%BD%D0%B0.%E3%80%80 ok@****F%B8")]
    [InlineData("phone", "q=%EF%BC%91%EF%BC%93%EF%BC%98%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94", "q=%EF****C%94")]
    [InlineData("phone", "{\\x22phone\\x22:\\x2213812341234\\x22}", "{\\x22phone\\x22:\\x22138****1234\\x22}")]
    [InlineData("phone", "q=%2513812341234", "q=%25138****1234")]
    [InlineData("phone", "q=%2B86+138+1234+1234", "q=%2B****1234")]
    [InlineData("phone", "%E9 13812341234 %F0%9F", "%E9 138****1234 %F0%9F")]
    // Other scripts, dashes and spaces, and what is not seen.
    [InlineData("phone", "电话１３８１２３４１２３４", "电话１３８****１２３４")]
    [InlineData("phone", "١٣٨١٢٣٤١٢٣٤", "١٣٨****١٢٣٤")]
    [InlineData("phone", "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟏𝟐𝟑𝟒", "𝟏𝟑𝟖****𝟏𝟐𝟑𝟒")]
    [InlineData("phone", "\u202a138\u200b1234\u200b1234\u202c", "\u202a138****1234\u202c")]
    [InlineData("phone", "138\u00a01234\u202f1234", "138****1234")]
    [InlineData("phone", "138/1234/1234", "138****1234")]
    [InlineData("phone", "＋86 138\u20111234\u20111234", "＋86****1234")]
    [InlineData("phone", "(555)\u00a0210‒4477", "****")]
    [InlineData("phone", "010.12345678", "010****5678")]
    [InlineData("phone", "times 210/230/1200, 555 210 4477", null)]
    [InlineData("phone", "138.5.1234.1234, 138, 1234, 1234", null)]
    [InlineData("card", "4111\u00a01111\u202f1111\u20071111", "411****1111")]
    [InlineData("card", "4111–1111—1111−1111", "411****1111")]
    [InlineData("card", "4111.1111.1111.1111", "411****1111")]
    [InlineData("card", "4111 / 1111 / 1111 / 1111", "411****1111")]
    [InlineData("card", "４１１１　１１１１　１１１１　１１１１", "４１１****１１１１")]
    [InlineData("card", "4111.1111 1111.1111, 4111,1111,1111,1111", null)]
    [InlineData("card", "4111    1111    1111    1111", null)]
    [InlineData("card", "4111\t1111\t1111\t1111", null)]
    [InlineData("national-id", "id 110105 19491231 002x", "id 110****002x")]
    [InlineData("national-id", "ssn 078–05–1120, 078.05.1120", "ssn ****, ****")]
    [InlineData("national-id", "sizes 200 15 1024, times 200/15/1024", null)]
    [InlineData("national-id", "nino AB 12-34-56 C", "nino ****")]
    [InlineData("national-id", "dni 12.345.678-Z", "dni ****")]
    [InlineData("national-id", "nie X-1234567 L", "nie ****")]
    [InlineData("national-id", "cpf 529 982 247 25", "cpf 529****7 25")]
    [InlineData("national-id", "nir 1-84-12-76-451-089-46", "nir 1-8****9-46")]
    [InlineData("e-mail", "from ann.lee＠example．com", "from ann****．com")]
    [InlineData("e-mail", "from andre\u0301@example.com", "from a***@example.com")]
    [InlineData("token", "basic authentication failed, bearer missing", null)]
    [InlineData("token", "trace_id=4bf92f3577b34da6a3ce929d0e0e4736", null)]
    public void A_detector_finds_what_it_is_for_and_leaves_what_only_looks_like_it(string detector, string text, string? masked) =>
        Assert.Equal(masked ?? text, Rules.Support($"{{detector: {detector}, roles: {{support: partial}}}}").Text(text));

    [Fact]
    public void What_is_escaped_without_end_is_blank()
    {
        var text = "a %" + string.Concat(Enumerable.Repeat("25", 20)) + "40";

        Assert.Equal("****", Rules.Support("{detector: e-mail}").Text(text));
    }

    [Fact]
    public void What_several_detectors_find_is_masked_once_and_as_the_strictest_says()
    {
        var masker = Rules.Support("{detector: phone}", "{detector: card, roles: {support: blank}}", "{detector: national-id}", "{detector: e-mail}", "{detector: token}");

        Assert.Equal("**** and 138****1234, a***@example.com", masker.Text("4111 1111 1111 1111 and 13812341234, ann@example.com"));
        Assert.Equal("api_key=****", masker.Text("api_key=ann@example.com"));
    }
}
