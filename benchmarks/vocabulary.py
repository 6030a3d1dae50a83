"""Words of reform work, from which titles, notes and offices of made-up histories are put together.

Nothing here needs escaping in JSON or in PostgreSQL's COPY.
"""

from typing import Final

DEEDS: Final = (
    "Rà soát, cập nhật",
    "Xây dựng kế hoạch",
    "Báo cáo kết quả",
    "Tham mưu ban hành quyết định về",
    "Niêm yết công khai",
    "Kiểm tra việc thực hiện",
    "Đẩy nhanh tiến độ",
    "Tổ chức tập huấn",
    "Hoàn thiện hồ sơ",
    "Đánh giá, chấm điểm",
    "Khắc phục tồn tại trong",
    "Tổng hợp số liệu về",
    "Triển khai thực hiện",
    "Trình phê duyệt danh mục",
    "Chấn chỉnh công tác",
    "Phối hợp giải quyết",
)
MATTERS: Final = (
    "thủ tục hành chính lĩnh vực đất đai",
    "dịch vụ công trực tuyến toàn trình",
    "chữ ký số của cán bộ, công chức",
    "quy chế làm việc của cơ quan",
    "vị trí việc làm và cơ cấu ngạch",
    "chỉ số cải cách hành chính",
    "thanh toán trực tuyến phí, lệ phí",
    "số hóa kết quả giải quyết hồ sơ",
    "văn bản quy phạm pháp luật",
    "tinh giản biên chế",
    "giải ngân vốn đầu tư công",
    "tiếp nhận phản ánh, kiến nghị",
    "cấp giấy phép xây dựng",
    "chuyển đổi số cấp xã",
    "kê khai tài sản, thu nhập",
    "sắp xếp đơn vị sự nghiệp công lập",
)
ENDS: Final = (
    "quý I",
    "quý II",
    "quý III",
    "quý IV",
    "6 tháng đầu năm",
    "năm 2025",
    "trên địa bàn huyện",
    "tại bộ phận một cửa",
    "theo Nghị quyết 18",
    "của các xã, phường",
    "theo chỉ đạo của tỉnh",
    "giai đoạn 2021-2025",
)
NOTES: Final = (
    "Đang lấy ý kiến các phòng chuyên môn",
    "Đã hoàn thành dự thảo, trình lãnh đạo xem xét",
    "Đã thực hiện được khoảng một nửa khối lượng",
    "Chờ hướng dẫn của sở chuyên ngành",
    "Đang tổng hợp báo cáo của các xã",
)
DONE_NOTES: Final = ("Đã gửi báo cáo", "Văn bản đã ban hành", "Đã hoàn thành theo yêu cầu")
AREAS: Final = (
    "institutions",
    "procedures",
    "organisation",
    "civil_service",
    "public_finance",
    "digital_government",
    "direction",
)
ISSUER_LEVELS: Final = ("government", "province", "province", "district", "commune", "party", "own")
URGENCIES: Final = ("normal", "normal", "normal", "urgent")
CATEGORIES: Final = (
    "recover",
    "deduct",
    "discipline",
    "correct_document",
    "correct_practice",
    "transfer_case",
)
